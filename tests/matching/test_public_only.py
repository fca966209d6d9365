"""Two worlds that differ in what the public may not read, or in the bytes of the same letters, are the same world."""

import re
import unicodedata
from datetime import timedelta

import pytest

from accounts.models import OutboxMessage, User
from catalog.indexing import index_awaiting
from catalog.models import Listing, ListingIndex, Term, VectorCache, VocabularyWord
from matching.digests import send_due
from matching.facts import facts_of
from matching.models import DigestEntry, ListingMatch, Suggestion
from matching.suggestions import match_awaiting
from tests.embedders import use_words
from tests.factories_catalog import make_published

pytestmark = pytest.mark.django_db
WATER = {
    "title": "Xử lý nước thải thủy sản", "summary": "Nước thải chế biến thủy sản đạt cột A",
    "description": "Nhà máy chế biến thủy sản cần xử lý nước thải bằng màng lọc sinh học, COD dưới 50 mg/l.",
}  # fmt: skip
TRIED = "Đã thử bể lắng và hóa chất keo tụ PAC nhưng nước vẫn đục."
UNSUBSCRIBE = re.compile(r"/unsubscribe/\S+")
RICE = {"title": "Sấy lúa tầng sôi", "summary": "Máy sấy lúa", "description": "Sấy hạt lúa ướt sau thu hoạch."}


@pytest.fixture(autouse=True)
def model(monkeypatch):
    return use_words(monkeypatch)


@pytest.fixture
def listings(now):
    made = [
        make_published("need", now=now, **WATER, tried=TRIED),
        make_published("need", now=now, **RICE),
        make_published("offer", now=now, **{**WATER, "title": "Màng lọc xử lý nước thải thủy sản"}),
        make_published("offer", now=now, **RICE),
        make_published("offer", now=now, title="Keo tụ PAC", summary="Bể lắng, hóa chất keo tụ PAC",
                       description="Hóa chất keo tụ PAC và bể lắng làm trong nước."),
    ]  # fmt: skip
    User.objects.update(suggestion_mail="at_once")
    return made


def run(now):
    index_awaiting()
    match_awaiting(now=now)


def suggested():
    names = ("need", "offer", "score", "logit", "contributions", "explanation", "need_hash", "offer_hash", "is_current")
    return list(Suggestion.objects.order_by("need", "offer").values_list(*names))


def indexed():
    rows = ListingIndex.objects.order_by("pk").values_list(
        "pk", "content_hash", "search_hash", "words", "codes", "length"
    )
    counted = Term.objects.filter(df__gt=0).order_by("space", "term_hash").values_list("space", "term_hash", "df")
    words = VocabularyWord.objects.filter(df__gt=0).order_by("text").values_list("text", "df")
    return list(rows), list(counted), list(words), sorted(VectorCache.objects.values_list("key", flat=True))


def letters(now):
    """What is written to everybody, as if nothing had been written before."""
    OutboxMessage.objects.filter(kind="digest").delete()
    DigestEntry.objects.all().delete()
    send_due(now=now)
    rows = OutboxMessage.objects.filter(kind="digest").values_list("to", "subject", "text", "html")
    return sorted(tuple(UNSUBSCRIBE.sub("", part) for part in row) for row in rows)


def test_the_confidential_part_changes_nothing_that_others_see(listings, model, now):
    run(now)
    before, asked = (suggested(), indexed(), letters(now)), len(model.asked)
    assert before[0]
    assert before[2]
    later = now + timedelta(hours=1)
    Listing.objects.update(
        confidential="Màng lọc zirconi xử lý nước thải, COD 10 mg/l, nung ở 1450 độ", disclosure="nda", updated_at=later
    )
    ListingMatch.objects.all().delete()
    run(now)
    assert (suggested(), indexed(), letters(now)) == before
    assert len(model.asked) == asked


def test_letters_decomposed_on_the_way_are_the_same_listing(listings, now):
    run(now)
    stated = [facts_of(listing) for listing in listings]
    assert stated[0].scope.ruled_out
    before = suggested(), indexed()
    later = now + timedelta(hours=1)
    for listing in listings:
        for name in ("title", "summary", "description", "present_state", "tried", "problem", "advantages"):
            setattr(listing, name, unicodedata.normalize("NFD", getattr(listing, name)))
        listing.updated_at = later
        listing.save()
    ListingMatch.objects.all().delete()
    run(now)
    assert (suggested(), indexed()) == before
    assert [facts_of(listing) for listing in listings] == stated


@pytest.mark.parametrize("first", ["need", "offer"])
def test_whichever_side_is_matched_last_the_pairs_and_scores_are_the_same(listings, now, first):
    """To the precision of single floats, in which the database multiplies."""
    run(now)
    before = {(need, offer): score for need, offer, score, *_ in suggested()}
    for kind in (first, "offer" if first == "need" else "need"):
        ListingMatch.objects.filter(listing__kind=kind).delete()
        match_awaiting(now=now)
    after = {(need, offer): score for need, offer, score, *_ in suggested()}
    assert after == pytest.approx(before, rel=1e-5)
