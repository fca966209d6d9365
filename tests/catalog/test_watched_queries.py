"""A watch finds what the page of its search shows as having what was asked for, and nothing besides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import neighbours, watched_queries
from catalog.arrivals import find_new
from catalog.models import Listing, Watch
from catalog.ranking import search_query
from catalog.search import read_search
from catalog.wanted_words import may_have_all
from taxonomy.glossary_editing import add_entry
from tests.embedders import use_words
from tests.factories_catalog import make_user
from tests.factories_watches import make_arrival, make_watch

pytestmark = pytest.mark.django_db
SAUCE = {"title": "Ủ chượp nước mắm", "summary": "Nước mắm cá cơm", "description": "Thùng gỗ bời lời"}
PIPE = {"title": 'Ống 4"-PL-1001', "summary": "Theo QCVN 40:2011", "description": "Thép đúc"}


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(monkeypatch)
    monkeypatch.setattr(neighbours, "nearest", lambda text: 1 / 0)


def found(watch: Watch) -> list[Listing]:
    return [hit.listing for hit in watch.hits.order_by("pk")]


def finds(query: str, now: datetime, **listing: Any) -> bool:
    watch = make_watch(f"q={query}", now=now)
    make_arrival(now=now, **listing)
    return find_new(now=now) == len(found(watch)) == 1


@pytest.mark.parametrize(
    ("query", "is_found"),
    [("PL-10", True), ("pl1001", True), ("QCVN 40", True), ("qcvn40 thép", True), ("PL-2", False),
     ("PL-10 nhựa", False), ("QCVN 41", False)],
)  # fmt: skip
def test_half_a_code_is_enough(query: str, is_found: bool, now: datetime) -> None:
    assert finds(query, now, **PIPE) is is_found


@pytest.mark.parametrize("query", ["fish sauce brewing", "ủ chượp", "u chuop", "UCX"])
def test_a_name_from_the_glossary_is_enough(query: str, now: datetime) -> None:
    add_entry(
        now=now, term_vi="ủ chượp", term_en="fish sauce brewing", synonyms_vi=[], synonyms_en=[], abbreviations=["UCX"]
    )
    assert finds(query, now, **SAUCE)


def test_a_slip_finds_what_the_page_shows_instead(now: datetime) -> None:
    slip, named = make_watch("q=chuopj", now=now), make_watch("q=chượp+vàng", now=now)
    listing = make_arrival(now=now, **SAUCE)
    assert read_search("chuopj", brief=True).is_corrected
    assert find_new(now=now) == 1
    assert (found(slip), found(named)) == ([listing], [])


@pytest.mark.parametrize(
    ("query", "is_found"),
    [("nước mắm", True), ("nuoc mam", True), ("nước mầm", True), ('"nước mắm"', True), ('"mắm nước"', False),
     ("nước mắm nhựa", False), ("nhựa OR mắm", True), ("nhựa HOẶC thép", False), ("nước -mắm", False),
     ("mắm -nhựa", True), ("-nhựa", True), ("-mắm", False), ("the of and", False)],
)  # fmt: skip
def test_all_that_was_asked_for_is_there(query: str, is_found: bool, now: datetime) -> None:
    assert finds(query, now, **SAUCE) is is_found


def test_some_words_of_a_sentence_are_no_news_but_all_are(now: datetime) -> None:
    watch = make_watch("q=thùng gỗ bời lời để ủ chượp nước mắm cá cơm", now=now)
    make_arrival(now=now, title="Thùng gỗ bời lời", summary="Thùng gỗ", description="Ủ chượp")
    whole = make_arrival(now=now, **SAUCE)
    assert read_search("thùng gỗ bời lời để ủ chượp nước mắm cá cơm", brief=True).mode == "any"
    find_new(now=now)
    assert found(watch) == [whole]


def test_another_understanding_brings_nothing_twice(now: datetime) -> None:
    """First other accents are good enough, then somebody writes the word itself."""
    watch = make_watch("q=nước mầm", now=now)
    first = make_arrival(now=now, **SAUCE)
    find_new(now=now)
    exact = make_arrival(now=now, title="Nước mầm đá", summary="Nước", description="Mầm")
    assert find_new(now=now) == 1
    make_arrival(now=now, title="Nước mắm nhĩ", summary="Nước", description="Mắm")
    assert (find_new(now=now), found(watch)) == (0, [first, exact])


def test_a_query_is_understood_once_for_all_watches_and_listings(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = watched_queries.read_search
    monkeypatch.setattr(
        watched_queries, "read_search", lambda text, brief: asked.append(text) or real(text, brief=brief)
    )
    for rest in ("", "", "&kind=offer", "&kind=need", "&field=4"):
        make_watch(f"q=nước mắm{rest}", owner=make_user(), now=now)
    make_watch("q=máy bay", now=now)
    for _ in range(3):
        make_arrival(now=now, **SAUCE)
    assert find_new(now=now) == 12
    assert asked == ["nước mắm"]


def test_more_listings_cost_no_more_queries(now: datetime) -> None:
    for query in ("mắm", "chượp", "máy bay", "PL-10", "chuopj"):
        make_watch(f"q={query}", now=now)
    counts = []
    for number in (1, 3):
        for _ in range(number):
            make_arrival(now=now, **SAUCE)
        with CaptureQueriesContext(connection) as queries:
            assert find_new(now=now) == 3 * number
        counts.append(len([query for query in queries if query["sql"].startswith(("SELECT", "WITH"))]))
    assert counts[0] == counts[1] <= 35


@pytest.mark.parametrize(
    ("query", "lexemes", "codes", "fits"),
    [("nước mắm", "nước ~nuoc mắm ~mam", "", True), ("nuoc mam", "~nuoc ~mam", "", True),
     ("nước mắm", "nước ~nuoc", "", False), ("rice dryers", "$rice $dryer", "", True), ("tôm OR cá", "lúa", "", False),
     ("tôm -cá", "tôm cá", "", True), ('"mắm nước"', "nước mắm", "", True), ("QCVN 40", "", "qcvn402011", True),
     ("-cá", "", "", True), ("-", "lúa", "", False)],
)  # fmt: skip
def test_what_cannot_be_found_is_told_without_the_database(query: str, lexemes: str, codes: str, fits: bool) -> None:
    assert may_have_all(set(lexemes.split()), codes, search_query(query)) is fits
