"""The site search: listings with the words asked for, ranked by exact BM25 inside the database, then those near them.

Whether a listing is found depends on the query alone, not on filters: counts beside filters hold after a click.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from django.db import connection, transaction
from django.db.models.expressions import Combinable

from catalog import neighbours
from catalog.conditions import Condition, bm25, has_whole_code, to_sql
from catalog.identifiers import among, position_among
from catalog.lexical import term_hash
from catalog.meaning import MOST as MOST_NEAR
from catalog.models import Listing, ListingIndex, ListingQuerySet
from catalog.ranking import ENOUGH, SearchQuery, Word, search_query
from catalog.spelling import corrected
from catalog.synonyms import synonyms
from catalog.term_counts import all_frequencies
from catalog.wanted_words import disjunction
from catalog.weighing import (
    NEAR_THE_BEST,
    Frequencies,
    Sides,
    rare_words,
    terms_of,
    unknown_words,
    weigh,
)
from taxonomy.glossary import Glossary, current, expansions

__all__ = ["Search", "SearchResult", "read_query", "read_search", "search", "to_sql"]

MOST = 1_000
MOST_OF_SOME_WORDS = 200
NEWEST = ("-published_at", "-pk")


@dataclass(frozen=True, slots=True)
class Search:
    """A query as the portal understood it.

    `mode`: "none" (no query), "words" (each has all words and phrases), "any" (some of the rarer words), "code" (a
    reference number or standard), "nothing" (no listing; there may be neighbours). `by_words`: ids of the published
    listings found, best first; `neighbours`: of those near in meaning only. `did_you_mean`: a better spelling, "" if
    there is none; `is_corrected` says that this was searched for at once, since no word was found as typed.
    """

    text: str
    mode: str
    by_words: tuple[int, ...] = ()
    neighbours: tuple[int, ...] = ()
    did_you_mean: str = ""
    is_corrected: bool = False
    query: SearchQuery | None = None
    condition: Condition = field(default_factory=Condition)
    sides: Sides = field(default_factory=lambda: Sides({}, {}, {}))

    @property
    def found(self) -> tuple[int, ...]:
        """Ids of all published listings that are found, best first: by words, then the neighbours."""
        return self.by_words + self.neighbours

    def narrow(self, queryset: ListingQuerySet) -> ListingQuerySet:
        """Only listings that are found; all of them if nothing was asked for."""
        return queryset if self.mode == "none" else queryset.filter(among(self.found))

    def matches(self, queryset: ListingQuerySet) -> ListingQuerySet:
        """Only listings that have all that was asked for: none with some of the words, none near in meaning alone."""
        if self.mode in {"none", "nothing"} or self.query is None:
            return queryset.none()
        if self.mode != "any":
            return queryset.filter(self.condition.on_listing())
        # Of a sentence that fewer than ENOUGH listings have, the best with some words are shown: these among them.
        return queryset.filter(Condition.of(self.query, loose=True).on_listing()).filter(among(self.by_words))

    def order(self, queryset: ListingQuerySet) -> ListingQuerySet:
        """The best first; the newest where nothing was asked for. Slow for thousands: see `catalog.finding.InOrder`."""
        if self.mode == "none":
            return queryset.order_by(*NEWEST)
        return queryset.order_by(position_among(self.found))

    def is_folded(self) -> bool:
        """Whether words count by their letters without accents in every text."""
        return self.query is None or folds(self.condition, self.query)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Ids of listings, best first, and the mode of the search."""

    ids: list[int]
    mode: str


def search(queryset: ListingQuerySet, query: str, *, limit: int | None = None) -> SearchResult:
    """Rank the listings of an already permitted and filtered queryset by a query as typed; at most `limit` (1,000)."""
    found = read_search(query)
    if found.mode == "none":
        return SearchResult([], "none")
    rows = found.order(found.narrow(queryset)).values_list("pk", flat=True)
    return SearchResult(list(rows[: min(limit or MOST, MOST)]), found.mode)


def read_search(query: str, *, brief: bool = False) -> Search:
    """Understand a query, once a request: what it asks for, how much of that exists, what else may be meant.

    If `brief`, what is found is neither ranked nor kept, and nothing near in meaning is looked for: for who only asks
    `matches` of a few listings.
    """
    found, unknown = _understood(query, brief=brief)
    better = corrected(found.query, unknown) if found.query and unknown else ""
    if better and found.mode == "nothing":
        instead, _ = _understood(better, brief=brief)
        if instead.mode != "nothing":
            return replace(instead, did_you_mean=better, is_corrected=True)
    return replace(found, did_you_mean=better)


def read_query(text: str, glossary: Glossary) -> SearchQuery:
    """What a text asks for, with what its words also go by."""
    return search_query(text, partial(synonyms, known_terms=partial(expansions, glossary=glossary)))


def _understood(text: str, *, brief: bool) -> tuple[Search, list[Word]]:
    """The search as typed, and its words that nobody has written."""
    if not text.strip():
        return Search("", "none"), []
    query = read_query(text, current())
    if query.is_empty():
        return Search(query.text, "none", query=query), []
    known = all_frequencies({term_hash(term) for term in terms_of(query)})
    found = Search(query.text, "nothing", query=query, sides=weigh(query, known))
    some = partial(by_some_words, found, query, known)
    found = by_code(found, query, brief=brief) or by_words(found, query, brief=brief) or some() or found
    if brief:
        found = found if found.mode == "any" else replace(found, by_words=())
    else:
        found = replace(found, neighbours=near_in_meaning(found, query))
    return found, unknown_words(query, known)


def by_code(search: Search, query: SearchQuery, *, brief: bool) -> Search | None:
    """Listings with all codes, and all other words; a whole code before a part of another."""
    if not query.has_codes():
        return None
    condition = Condition.of(query, codes=True)
    whole = [has_whole_code(code).desc() for code in condition.codes()]
    order = [*whole, bm25(search.sides, folded=folds(condition, query)).desc()]
    ids = any_of(condition, 1) if brief else best_first(condition, *order)
    return replace(search, mode="code", condition=condition, by_words=ids) if ids else None


def by_words(search: Search, query: SearchQuery, *, brief: bool) -> Search | None:
    """Listings with all words: as written; if they are few, with other accents too."""
    wanted = ENOUGH if query.is_sentence() and not query.has_operators else 1
    for loose in (False, True) if query.accented else (False,):
        condition = Condition.of(query, loose=loose)
        rank = bm25(search.sides, folded=folds(condition, query))
        ids = any_of(condition, wanted) if brief else best_first(condition, rank.desc())
        if len(ids) >= wanted:
            return replace(search, mode="words", condition=condition, by_words=ids)
    return None


def by_some_words(search: Search, query: SearchQuery, known: Frequencies) -> Search | None:
    """The best listings with some of the rarer words; what is far behind the best of them is left out."""
    words = rare_words(query, known)
    if not words or query.has_operators:
        return None
    some = disjunction(words, is_loose=lambda word: not known.of_word(word))
    condition = Condition(((some, ()),), Condition.of(query).excluded)
    rank = bm25(search.sides, folded=True)
    rows = ListingIndex.objects.of_published().filter(condition.on_index()).order_by(rank.desc(), *NEWEST)
    with index_alone():
        best = list(rows.values_list("pk", rank)[:MOST_OF_SOME_WORDS])
    ids = tuple(pk for pk, value in best if value >= NEAR_THE_BEST * best[0][1])
    return replace(search, mode="any", condition=condition, by_words=ids) if ids else None


def folds(condition: Condition, query: SearchQuery) -> bool:
    """Whether words count by their letters without accents in every text."""
    return condition.loose or not query.accented


def best_first(condition: Condition, *order: Combinable) -> tuple[int, ...]:
    """Ids of all published listings that satisfy a condition, in an order; the newer of equals first."""
    if condition.is_empty():
        return ()
    found = ListingIndex.objects.of_published().filter(condition.on_index()).order_by(*order, *NEWEST)
    with index_alone():
        return tuple(found.values_list("pk", flat=True))


def any_of(condition: Condition, most: int) -> tuple[int, ...]:
    """Ids of up to `most` published listings that satisfy a condition, whichever they are."""
    if condition.is_empty():
        return ()
    found = ListingIndex.objects.of_published().filter(condition.on_index()).order_by()
    with index_alone():
        return tuple(found.values_list("pk", flat=True)[:most])


@contextmanager
def index_alone() -> Iterator[None]:
    """Let the statements inside read words by their index.

    The planner takes a word vector for as cheap to compare as a number, though each has thousands of bytes: for words
    that every fifth listing has it would rather read all of them.
    """
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_seqscan', 'off', true)")
        yield


def near_in_meaning(search: Search, query: SearchQuery) -> tuple[int, ...]:
    """Published listings near a question or the few that words found, without those that words find."""
    asked = bool(query.alternatives) and not query.has_operators and search.mode != "code"
    if not asked or (len(search.by_words) >= ENOUGH and not query.is_sentence()):
        return ()
    ids = neighbours.nearest(query.text)
    if not ids:
        return ()
    kept = set(Listing.objects.published().filter(among(ids)).values_list("pk", flat=True)).difference(search.by_words)
    return tuple(pk for pk in ids if pk in kept)[:MOST_NEAR]
