"""The demonstration's listings are found by what people type."""

from __future__ import annotations

import pytest

from catalog.indexing import index_awaiting
from catalog.lexemes import read_lexemes
from catalog.models import Listing, ListingIndex
from catalog.search import read_search
from catalog.watched_queries import WatchedQueries
from exchange.demo.loading import load_demo
from tests.catalog.golden_queries import GOLDEN, Golden

pytestmark = pytest.mark.django_db


def missed(golden: Golden) -> str:
    """What a search gets wrong, "" if nothing."""
    search = read_search(golden.query)
    found = search.order(search.narrow(Listing.objects.published())).values_list("title", flat=True)
    titles = list(found)
    wrong = [
        golden.mode and search.mode != golden.mode and f"mode {search.mode}",
        not any(title.startswith(golden.first) for title in titles[: golden.within]) and golden.first and "not first",
        golden.near and not any(title.startswith(golden.near) for title in titles) and "not found",
        golden.absent and any(title.startswith(golden.absent) for title in titles) and "not absent",
        golden.did_you_mean and search.did_you_mean != golden.did_you_mean and f"“{search.did_you_mean}”",
    ]
    reasons = "; ".join(filter(None, wrong))
    return f"{golden.query}: {reasons}: {titles[:3]}" if reasons else ""


def test_every_golden_query_is_answered_as_it_must_be() -> None:
    load_demo()
    index_awaiting(limit=1_000)
    assert len(GOLDEN) >= 60
    assert list(filter(None, map(missed, GOLDEN))) == []


def test_what_a_search_finds_is_never_passed_over_by_a_sweep() -> None:
    load_demo()
    index_awaiting(limit=1_000)
    queries = WatchedQueries()
    queries.read(golden.query for golden in GOLDEN)
    index = {row.pk: (set(read_lexemes(row.words)), row.codes) for row in ListingIndex.objects.all()}
    for golden in GOLDEN:
        for pk in queries.search(golden.query).matches(Listing.objects.published()).values_list("pk", flat=True):
            lexemes, codes = index[pk]
            assert queries.may_find(golden.query, lexemes=lexemes, codes=codes), (golden.query, pk)
