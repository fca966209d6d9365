"""The counted terms that listings ask with: a need's are kept with its index, an offer's are cut when needed."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.content import document_of
from catalog.lexical import AskedTerms, PlaceCounts, Terms, document_terms
from catalog.models import Listing, ListingIndex, QueryTerms

KINDS = tuple(QueryTerms.Kind.values)


def keep_query_terms(index: ListingIndex, terms: Terms) -> None:
    """Store a need's terms beside its new index row."""
    asked = terms.asked()
    QueryTerms.objects.bulk_create(
        [rows_of(index.pk, kind, getattr(asked, kind)) for kind in KINDS],
        update_conflicts=True, unique_fields=["index", "kind"], update_fields=["places", "counts"],
    )  # fmt: skip


def rows_of(pk: int, kind: str, counts: PlaceCounts) -> QueryTerms:
    """The row of one kind, not stored."""
    return QueryTerms(index_id=pk, kind=kind, places=list(counts), counts=list(counts.values()))


def asked_terms(listings: Iterable[Listing]) -> dict[int, AskedTerms]:
    """id → the terms of each indexed listing, in one query; what is not stored is cut from its text."""
    known = {listing.pk: listing for listing in listings}
    found: dict[int, dict[str, PlaceCounts]] = {}
    rows = QueryTerms.objects.filter(index__in=known).values_list("index_id", "kind", "places", "counts")
    for pk, kind, places, counts in rows:
        found.setdefault(pk, {})[kind] = dict(zip(places, counts, strict=True))
    return {
        pk: stored(listing, found[pk]) if pk in found else document_terms(document_of(listing)).asked()
        for pk, listing in known.items()
    }


def stored(listing: Listing, kinds: dict[str, PlaceCounts]) -> AskedTerms:
    """Terms as read from the rows of a listing."""
    return AskedTerms("en" if listing.index.language == "en" else "vi", **kinds)
