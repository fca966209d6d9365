"""What somebody looks for, as an address says it: words, filters and order; the same for pages, watches and feeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.core.paginator import Paginator
from django.http import QueryDict

from catalog.facets import Counts, Vocabulary, count
from catalog.filters import SORTS, ListingFilter, sort_key
from catalog.identifiers import among
from catalog.models import Listing, ListingQuerySet
from catalog.search import Search, read_search
from catalog.stamp import kept
from catalog.text import normalise

LONGEST_QUERY = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words, the bound filters and the key of the order."""

    query: str
    filters: ListingFilter
    order: str

    def address(self) -> str:
        """The query string that asks for the same again: known names and values only, each once, in a fixed order."""
        pairs = QueryDict(mutable=True)
        if self.query:
            pairs["q"] = self.query
        for name, chosen in sorted(self.filters.values.items()):
            pairs.setlist(name, [chosen] if isinstance(chosen, str) else sorted(chosen))
        return pairs.urlencode()


def asked_for(parameters: QueryDict) -> str:
    """The words of an address, on one line."""
    return " ".join(normalise(parameters.get("q", ""))[:LONGEST_QUERY].split())


def wanted(parameters: QueryDict, vocabulary: Vocabulary | None = None) -> Wanted:
    """Read the parameters of an address; what is unknown in them is ignored. Many are read with one `vocabulary()`."""
    query = asked_for(parameters)
    filters = ListingFilter(parameters, queryset=Listing.objects.published(), vocabulary=vocabulary)
    return Wanted(query, filters, sort_key(parameters.get("sort", ""), searching=bool(query)))


def matching(wish: Wanted) -> ListingQuerySet:
    """All published listings that are wanted, in no order."""
    found: ListingQuerySet = wish.filters.qs
    return read_search(wish.query).narrow(found) if wish.query else found


@dataclass(frozen=True, slots=True)
class Found:
    """What a wish came to: how it was searched, the counts of every value, and the listings.

    `ids`: in which order they stand, where that is no order of the database.
    """

    search: Search
    counts: Counts
    listings: ListingQuerySet
    ids: Sequence[int] | None = None

    def in_order(self, listings: ListingQuerySet) -> ListingQuerySet | InOrder:
        """The listings, with whatever was added to them, in order."""
        return listings if self.ids is None else InOrder(listings, self.ids)


class InOrder:
    """Listings in the order of their ids; a part of them is read at once, and those that are gone are left out."""

    def __init__(self, listings: ListingQuerySet, ids: Sequence[int]) -> None:
        self.listings, self.ids = listings, ids

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, part: slice) -> list[Listing]:
        wanted = self.ids[part]
        found = {listing.pk: listing for listing in self.listings.filter(among(wanted))}
        return [found[pk] for pk in wanted if pk in found]


def find(wish: Wanted, *, stamp: int = 0) -> Found:
    """Search once; then count and order what the filters leave. Search and counts are kept under the stamp."""
    search = kept(stamp, "search", wish.query, make=lambda: read_search(wish.query))
    chosen = wish.filters.chosen()
    everything = search.narrow(Listing.objects.published())
    counts = kept(stamp, "counts", wish.address(), make=lambda: count(everything, chosen))
    if wish.order != "best" or search.mode == "none":
        return Found(search, counts, search.narrow(wish.filters.qs).order_by(*SORTS[wish.order]))
    ids = search.found
    if chosen:
        left = set(search.narrow(wish.filters.qs).values_list("pk", flat=True))
        ids = tuple(pk for pk in ids if pk in left)
    return Found(search, counts, wish.filters.qs, ids)


class CountedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of a list whose length the facets have counted already."""

    def __init__(self, listings: ListingQuerySet | InOrder, per_page: int, *, total: int) -> None:
        super().__init__(cast("ListingQuerySet", listings), per_page)
        self.count = total
