"""What somebody looks for, as an address says it: words, filters and order; the same for pages, watches and feeds."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from catalog.filters import ListingFilter, sort_key
from catalog.models import Listing, ListingQuerySet
from catalog.search import search
from catalog.text import normalise

LONGEST_QUERY = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words, the bound filters and the key of the order."""

    query: str
    filters: ListingFilter
    order: str

    def address(self) -> str:
        """The query string that asks for the same again: known names only, each value once, in a fixed order."""
        pairs = QueryDict(mutable=True)
        if self.query:
            pairs["q"] = self.query
        for name in sorted(self.filters.filters):
            for value in sorted(set(self.filters.data.getlist(name))):
                if value:
                    pairs.appendlist(name, value)
        return pairs.urlencode()


def asked_for(parameters: QueryDict) -> str:
    """The words of an address, on one line."""
    return " ".join(normalise(parameters.get("q", ""))[:LONGEST_QUERY].split())


def wanted(parameters: QueryDict) -> Wanted:
    """Read the parameters of an address; what is unknown in them is ignored."""
    query = asked_for(parameters)
    filters = ListingFilter(parameters, queryset=Listing.objects.published())
    return Wanted(query, filters, sort_key(parameters.get("sort", ""), searching=bool(query)))


def matching(wish: Wanted) -> ListingQuerySet:
    """All published listings that are wanted, in no order."""
    if not wish.query:
        return wish.filters.qs
    return Listing.objects.filter(pk__in=search(wish.filters.qs, wish.query).ids)
