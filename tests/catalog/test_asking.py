"""Terms that needs ask with: stored with the index, the same as those cut from the text."""

import pytest

from catalog.asking import asked_terms
from catalog.content import document_of
from catalog.indexing import index_awaiting
from catalog.lexical import document_terms
from catalog.models import Listing, QueryTerms
from tests.embedders import use_words
from tests.factories_catalog import make_published

pytestmark = pytest.mark.django_db
TEXTS = [
    {"title": "Xử lý nước thải thủy sản", "description": "Lưu lượng 300 m³/ngày, COD 2.000 mg/l, đạt QCVN 11."},
    {"title": "Xu ly nuoc thai", "description": "Nha may che bien thuy san can xu ly nuoc thai."},
    {"title": "Rice dryer", "language": "en", "description": "We need a dryer for 5 t/h of paddy.",
     "title_alt": "Máy sấy lúa", "description_alt": "Cần máy sấy lúa năm tấn một giờ."},
]  # fmt: skip


@pytest.fixture(autouse=True)
def model(monkeypatch):
    return use_words(monkeypatch)


def cut(listing):
    return document_terms(document_of(listing)).asked()


def indexed():
    index_awaiting()
    return list(Listing.objects.select_related("index").order_by("pk"))


@pytest.mark.parametrize("text", TEXTS)
def test_a_need_asks_with_the_stored_terms_of_its_text(text, now, django_assert_num_queries):
    need = make_published("need", now=now, **text)
    [listing] = indexed()
    Listing.objects.filter(pk=need.pk).update(description="")
    with django_assert_num_queries(1):
        found = asked_terms([listing])
    assert found == {need.pk: cut(listing)}


def test_terms_follow_the_text(now):
    need = make_published("need", now=now, **TEXTS[0])
    indexed()
    Listing.objects.filter(pk=need.pk).update(description="Sấy lúa ướt.", updated_at=now.replace(microsecond=7))
    [listing] = indexed()
    assert asked_terms([listing]) == {need.pk: cut(listing)}
    assert QueryTerms.objects.count() == 3


def test_of_an_offer_no_terms_are_kept_and_the_text_is_cut(now):
    offer = make_published("offer", now=now, **TEXTS[0])
    [listing] = indexed()
    assert not QueryTerms.objects.exists()
    assert asked_terms([listing]) == {offer.pk: cut(listing)}


def test_a_need_indexed_before_gets_its_terms_when_it_is_read_again(now):
    need = make_published("need", now=now, **TEXTS[0])
    indexed()
    QueryTerms.objects.all().delete()
    Listing.objects.update(indexed_at=None)
    [listing] = indexed()
    assert QueryTerms.objects.filter(index=need.pk).count() == 3
    assert asked_terms([listing]) == {need.pk: cut(listing)}
