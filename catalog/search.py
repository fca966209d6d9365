"""The site search: listings with the words asked for, ranked by exact BM25 inside the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, Case, FloatField, QuerySet, When
from django.db.models.expressions import RawSQL
from pgvector import SparseVector

from catalog.lexical import DIMENSIONS, Query, query_vector, term_hash
from catalog.models import Listing, ListingQuerySet
from catalog.ranking import ENOUGH, SearchQuery, search_query
from catalog.term_counts import LEX, PLAIN, frequencies, public_listings

RANK = "-(catalog_listingindex.lex <#> %s::sparsevec) - (catalog_listingindex.lex_plain <#> %s::sparsevec)"
HAS_WORDS = "catalog_listingindex.words @@ %s::tsquery"
MOST = 1_000


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Ids of listings, best first. `mode`: "words" (each has all words), "any" (some of them), "none" (no query)."""

    ids: list[int]
    mode: str


def search(queryset: QuerySet[Listing], query: str, *, limit: int | None = None) -> SearchResult:
    """Rank the listings of an already permitted and filtered queryset by a query as typed; at most `limit` (1,000)."""
    read = search_query(query)
    if read.is_empty():
        return SearchResult([], "none")
    indexed = queryset.filter(index__isnull=False)
    limit = min(limit or MOST, MOST)
    every = with_words(indexed, tsquery(read.words, " & "))
    sides = queries(read)
    found = ranked(every, sides, limit)
    if len(found) >= min(ENOUGH, limit):
        return SearchResult(found, "words")
    some = with_words(indexed, tsquery([tuple(word for words in read.words for word in words)], " | "))
    wider = ranked(some, sides, limit)
    return SearchResult(wider, "words" if len(wider) == len(found) else "any")


def with_words(queryset: QuerySet[Listing], wanted: str) -> QuerySet[Listing]:
    """Those whose words satisfy a tsquery."""
    # A constant with a parameter.
    condition: RawSQL = RawSQL(HAS_WORDS, [wanted], output_field=BooleanField())  # noqa: S611
    return queryset.select_related("index").filter(condition)


def ranked(queryset: QuerySet[Listing], sides: tuple[Query, Query], limit: int) -> list[int]:
    """Ids by BM25, the newer of equals first."""
    parameters = [to_sql(side) for side in sides]
    bm25 = RawSQL(RANK, parameters, output_field=FloatField())  # noqa: S611 -- a constant with parameters
    rows = queryset.annotate(bm25=bm25).order_by("-bm25", "-published_at", "-pk").values_list("pk", flat=True)
    return list(rows[:limit])


def queries(read: SearchQuery) -> tuple[Query, Query]:
    """The query sides of the two word vectors, weighed by today's document frequencies."""
    size = public_listings()
    return (
        query_vector(read.exact, size, frequencies(LEX, {term_hash(term) for term in read.exact})),
        query_vector(read.bare, size, frequencies(PLAIN, {term_hash(term) for term in read.bare})),
    )


def to_sql(query: Query) -> str:
    """A query vector as pgvector writes it."""
    return str(SparseVector(query.vector, DIMENSIONS).to_text())


def tsquery(alternatives: Iterable[tuple[str, ...]], operator: str) -> str:
    """A tsquery over quoted words: each alternative joined by the operator, any alternative."""
    quoted = [operator.join("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in words)
              for words in alternatives if words]  # fmt: skip
    return " | ".join(f"({words})" for words in quoted)


@dataclass(frozen=True, slots=True)
class Search:
    """A query as read, against all published listings: what it finds does not depend on the filters."""

    text: str
    mode: str = "none"
    neighbours: tuple[int, ...] = ()
    did_you_mean: str = ""
    ids: tuple[int, ...] = ()

    def narrow(self, queryset: ListingQuerySet) -> ListingQuerySet:
        return queryset if self.mode == "none" else queryset.filter(pk__in=self.ids)

    def order(self, queryset: QuerySet[Listing]) -> QuerySet[Listing]:
        whens = [When(pk=pk, then=n) for n, pk in enumerate(self.ids)]
        return queryset.order_by(Case(*whens, default=0)) if whens else queryset.order_by("-published_at", "-pk")


def read_search(query: str) -> Search:
    found = search(Listing.objects.published(), query)
    return Search(query, found.mode, ids=tuple(found.ids))
