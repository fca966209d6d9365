"""The site search: words with and without accents, both languages, order by BM25, permission."""

import pytest

from catalog import embedding_cache, indexing
from catalog.indexing import index_awaiting
from catalog.models import Listing
from catalog.search import search
from tests.embedders import WordEmbedder
from tests.factories_catalog import make_listing, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def listings(now, monkeypatch):
    used = WordEmbedder()
    for module in (embedding_cache, indexing):
        monkeypatch.setattr(module, "embedder", lambda: used)
    made = {
        "water": make_published(now=now, title="Xử lý nước thải thủy sản", summary="Nước thải", description="Bể MBR"),
        "sauce": make_published(now=now, title="Ủ chượp nước mắm", summary="Nước mắm", description="Thùng gỗ"),
        "dryer": make_published(
            "offer", now=now, title="Fluidised bed rice dryer", summary="Dryer", description="A dryer.", language="en",
            problem="Wet rice", advantages="Fast", trl_evidence="Test", partner_sought="Mills",
        ),
    }  # fmt: skip
    index_awaiting()
    return made


@pytest.mark.parametrize(
    ("query", "first"),
    [("nước thải", "water"), ("nuoc thai", "water"), ("NƯỚC MẮM", "sauce"), ("nuoc mam", "sauce"),
     ("thuỷ sản", "water"), ("rice dryers", "dryer"), ("mbr", "water")],
)  # fmt: skip
def test_the_best_listing_comes_first(listings, query, first):
    assert search(Listing.objects.published(), query).ids[0] == listings[first].pk


def test_few_hits_are_filled_up_with_some_of_the_words(listings):
    found = search(Listing.objects.published(), "nước thải dệt nhuộm")
    assert found.mode == "any"
    assert found.ids[0] == listings["water"].pk
    assert listings["sauce"].pk in found.ids


@pytest.mark.parametrize("query", ["", "   ", "the of and", "'", "\\", "a' | 'b", "& | !", "\0", "x" * 9_000])
def test_any_input_is_answered(listings, query):
    assert isinstance(search(Listing.objects.published(), query).ids, list)


def test_only_listings_of_the_given_queryset_are_found(listings, now):
    make_listing(now=now, title="Nước thải chưa đăng")
    index_awaiting()
    assert set(search(Listing.objects.needs(), "nước").ids) == {listings["sauce"].pk, listings["water"].pk}
    found = search(Listing.objects.offers().published(), "nước thải")
    assert found.ids == []
    assert search(Listing.objects.published(), "chưa đăng").ids == []


def test_search_takes_a_fixed_number_of_queries(listings, django_assert_num_queries):
    with django_assert_num_queries(4):
        search(Listing.objects.published(), "nước thải")
