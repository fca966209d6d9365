"""What a search reads of an index row says the same as the listing, its text and its filters say."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog import neighbours, publishing
from catalog.conditions import Condition
from catalog.facets import GROUPS
from catalog.indexing import index_awaiting
from catalog.lexemes import lexemes, quoted, tsvector
from catalog.models import Listing, ListingIndex, State
from catalog.publishing import expire_overdue
from catalog.ranking import Word, search_query
from catalog.search import read_search
from catalog.wanted_words import phrase_query, readings
from tests.embedders import use_words
from tests.factories_catalog import author_of, make_officer, make_published, make_submitted

pytestmark = pytest.mark.django_db
WITHOUT_PAIRS = """
    UPDATE catalog_listingindex SET words = ts_delete(words, ARRAY(
        SELECT lexeme FROM unnest(words) AS each(lexeme, places, weights) WHERE strpos(lexeme, '_') > 0))
"""
MIGRATION = import_module("catalog.migrations.0015_search_at_scale")


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(monkeypatch)
    monkeypatch.setattr(neighbours, "nearest", lambda text: [])


# --- Public until ---------------------------------------------------------------------------------------------------


def public(today: date) -> tuple[set[int], set[int]]:
    """The published listings that have an index row, and the index rows of published listings."""
    listings = Listing.objects.published(today).filter(index__isnull=False)
    return set(listings.values_list("pk", flat=True)), set(
        ListingIndex.objects.of_published(today).values_list("pk", flat=True)
    )


def test_an_index_row_is_public_as_long_as_its_listing(now: datetime) -> None:
    today = timezone.localdate(now)
    rows = [make_published(now=now) for _ in range(len(State) * 3)]
    index_awaiting()
    assert public(today) == ({row.pk for row in rows}, {row.pk for row in rows})
    for number, row in enumerate(rows):
        Listing.objects.filter(pk=row.pk).update(
            state=list(State)[number // 3], valid_until=today + timedelta(days=number % 3 - 1)
        )
    for days in (-2, -1, 0, 1, 2):
        listings, indexed = public(today + timedelta(days=days))
        assert listings == indexed
    assert len(public(today)[0]) == 2


def test_a_listing_is_found_from_its_publication_to_its_withdrawal(now: datetime) -> None:
    _, revision = make_submitted(now=now)
    index_awaiting()
    assert read_search("EHP").by_words == ()
    publishing.decide(revision=revision, decision="publish", by=make_officer(), now=now)
    listing = revision.listing
    act = {"listing": listing, "by": author_of(listing), "now": now, "note": "x"}
    for action, found in (("pause", ()), ("resume", (listing.pk,)), ("withdraw", ())):
        publishing.change_state(action=action, **act)
        assert read_search("EHP").by_words == found


def test_the_last_day_of_a_listing_is_its_last_among_the_index_rows(now: datetime) -> None:
    listing = make_published(now=now)
    index_awaiting()
    listing.refresh_from_db()
    assert listing.valid_until is not None
    last = listing.valid_until
    for today, rows in ((last, {listing.pk}), (last + timedelta(days=1), set())):
        assert public(today) == (rows, rows)
    expire_overdue(now=now + timedelta(days=400))
    assert public(last) == (set(), set())


def test_what_is_indexed_anew_stays_public_and_keeps_its_place(now: datetime) -> None:
    older = make_published(now=now)
    newer = make_published(now=now + timedelta(hours=1))
    index_awaiting()
    assert read_search("EHP").by_words == (newer.pk, older.pk)
    Listing.objects.filter(pk=older.pk).update(published_at=now + timedelta(hours=2), updated_at=now)
    ListingIndex.objects.update(public_until=None, published_at=None)
    index_awaiting()
    assert read_search("EHP").by_words == (older.pk, newer.pk)


def test_ranking_looks_at_no_listing(now: datetime) -> None:
    make_published(now=now)
    index_awaiting()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert read_search("tôm ao").by_words
    ranking = [each["sql"] for each in queries if "<#>" in each["sql"]]
    assert ranking
    assert not any('"catalog_listing"' in sql for sql in ranking)


# --- Groups of values -----------------------------------------------------------------------------------------------


def test_groups_hold_each_value_once_and_in_its_place(now: datetime) -> None:
    listing = make_published("offer", now=now)
    facets, groups = Listing.objects.values_list("facets", "facet_groups").get(pk=listing.pk)
    tokens = [[token for token in group.split(";") if token] for group in groups]
    assert sorted(token for own in tokens for token in own) == sorted(facets)
    assert all(token.partition(":")[0] in names for names, own in zip(GROUPS, tokens, strict=True) for token in own)
    assert all(not group or group[0] == group[-1] == ";" for group in groups)


# --- Words in a row -------------------------------------------------------------------------------------------------

SYLLABLES = [
    "nước",
    "nuoc",
    "thải",
    "thai",
    "lọc",
    "loc",
    "biogas",
    "62",
    "1.500",
    "4kW",
    "of",
    "the",
    "waste",
    "water",
]


def by_places(words: Sequence[Word], *, loose: bool) -> str:
    """A phrase as a tsquery that compares the places of all words."""
    said = ["(" + " | ".join(map(quoted, readings(word, loose=loose))) + ")" for word in words]
    query = said[0]
    for before, word, one in zip(words, words[1:], said[1:], strict=False):
        query = f"({query} <{word.place - before.place}> {one})"
    return query


def texts() -> Iterator[tuple[str, str]]:
    chance = random.Random(12)
    for number in range(150):
        yield " ".join(chance.choices(SYLLABLES, k=chance.randint(1, 9))), "en" if number % 3 else "vi"


def test_a_phrase_is_found_by_its_pairs_where_it_is_found_by_places() -> None:
    chance = random.Random(21)
    vectors = [tsvector(lexemes([(text, "vi" if language == "vi" else "en")])) for text, language in texts()]
    found = 0
    for _ in range(150):
        query = search_query('"' + " ".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) + '"')
        for words in (group.words for group in query.groups() if len(group.words) > 1):
            for loose in (False, True):
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT v, v::tsvector @@ %s::tsquery, v::tsvector @@ %s::tsquery FROM unnest(%s::text[]) v",
                        [phrase_query(words, loose=loose), by_places(words, loose=loose), vectors],
                    )
                    rows = cursor.fetchall()
                assert [row for row in rows if row[1] != row[2]] == []
                found += sum(row[1] for row in rows)
    assert found > 500


def test_two_words_in_a_row_need_no_places() -> None:
    [group] = search_query('"nước thải"').groups()
    assert "<" not in phrase_query(group.words, loose=True)


def test_the_migration_makes_the_pairs_that_texts_have(now: datetime) -> None:
    make_published("offer", now=now, title_alt="A tower of filters for waste gas, 62 mm")
    make_published(now=now, title="xu ly nuoc thai det nhuom 3.000 m3", summary="Nước thải", description="'a\\b' c")
    index_awaiting()
    made = dict(ListingIndex.objects.values_list("pk", "words"))
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_PAIRS)
        assert dict(ListingIndex.objects.values_list("pk", "words")) != made
        cursor.execute(MIGRATION.PAIRS)
    assert dict(ListingIndex.objects.values_list("pk", "words")) == made


def test_what_is_excluded_is_left_to_the_index(now: datetime) -> None:
    query = search_query("máy sấy -lúa")
    with CaptureQueriesContext(connection) as queries:
        list(ListingIndex.objects.filter(Condition.of(query).on_index()))
    assert "NOT" not in queries[0]["sql"].upper()
