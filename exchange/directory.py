"""Which organisations the public finds, and how much each has published under its name."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Organisation, OrganisationQuerySet
from catalog.models import Listing, ListingQuerySet
from taxonomy.models import Concept

PEOPLE = ("individual", "scientist")


def named_listings() -> ListingQuerySet:
    """Published listings that name their owner: an anonymous need counts nowhere beside an organisation."""
    return Listing.objects.published().filter(is_anonymous=False)


def in_directory() -> OrganisationQuerySet:
    """Active organisations; a person who lists alone stands here only while something is published under the name."""
    published = Exists(named_listings().filter(organisation=OuterRef("pk")))
    return Organisation.objects.active().filter(~Q(kind__code__in=PEOPLE) | published)


def published_numbers(organisations: Iterable[Organisation]) -> dict[int, int]:
    """How many listings each has published under its name, in one query."""
    rows = named_listings().filter(organisation__in=list(organisations)).values("organisation")
    return dict(rows.annotate(number=Count("pk")).values_list("organisation", "number"))


def active_fields(listings: ListingQuerySet) -> list[Concept]:
    """The fields of these listings, the most frequent first, in one query."""
    parts = ("pk", "code", "name_vi", "name_en")
    rows = Listing.fields.through.objects.filter(listing__in=listings).values_list(
        *(f"concept__{part}" for part in parts)
    )
    counted = rows.annotate(number=Count("pk")).order_by("-number", "concept__code")  # type: ignore[misc]  # not seen
    return [Concept(**dict(zip(parts, row, strict=False))) for row in counted]
