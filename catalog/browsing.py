"""Published listings by field, industry and province: how many there are, and which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import BigIntegerField, Count, F, Func, Max, Q
from django.urls import reverse

from accounts.organisations import ascii_slug
from catalog.models import Kind, Listing, ListingQuerySet
from taxonomy.models import Concept


@dataclass(frozen=True, slots=True)
class Scheme:
    """A classification that pages are browsed by: its code, the listing's attribute, and what an address calls it."""

    code: str
    attribute: str
    name: str

    def concepts(self) -> list[Concept]:
        """All codes in use, in their order."""
        return list(Concept.objects.of(self.code).order_by("order", "code"))

    def address(self, concept: Concept) -> str:
        """The one address of a code's page; the same words in both languages, so that one follows from the other."""
        return reverse(f"catalog:{self.name}-detail", args=[f"{concept.code}-{ascii_slug(concept.name_vi)}"])


FIELDS = Scheme("st_field", "fields", "field")
INDUSTRIES = Scheme("vsic", "industries", "industry")
PROVINCES = Scheme("province", "province", "province")


@dataclass(frozen=True, slots=True)
class Tally:
    """How much is published in one place, and when the newest of it came."""

    offers: int = 0
    needs: int = 0
    newest: datetime | None = None

    @property
    def total(self) -> int:
        return self.offers + self.needs


@dataclass(slots=True)
class Entry:
    """A code with its address, its numbers, and the codes below it."""

    concept: Concept
    url: str
    tally: Tally
    children: list[Entry] = field(default_factory=list)


class Places(Func):
    """A row for a listing's code and one for the code above it."""

    template = "unnest(ARRAY[%(expressions)s])"
    set_returning = True
    output_field = BigIntegerField()


def tallies(scheme: Scheme, *, today: date, within: Collection[Concept] = ()) -> dict[int, Tally]:
    """The numbers by a code's key, in one query; a listing counts once in a code with all below it.

    `within` are the only codes that matter, where that is known: the ones to count and all below them.
    """
    name = scheme.attribute
    tagged = {f"{name}__in": within} if within else {f"{name}__isnull": False}
    rows = (
        Listing.objects.published(today)
        .filter(**tagged)
        .annotate(place=Places(F(f"{name}__id"), F(f"{name}__parent_id")))
        .values("place", "kind")
        .annotate(number=Count("pk", distinct=True), newest=Max("published_at"))
    )
    found: defaultdict[int, dict[str, tuple[int, datetime]]] = defaultdict(dict)
    for row in rows:
        if row["place"] is not None:
            found[row["place"]][row["kind"]] = (row["number"], row["newest"])
    return {place: tally(kinds) for place, kinds in found.items()}


def tally(kinds: dict[str, tuple[int, datetime]]) -> Tally:
    numbers = {kind: number for kind, (number, _newest) in kinds.items()}
    newest = max(newest for _number, newest in kinds.values())
    return Tally(numbers.get(Kind.OFFER, 0), numbers.get(Kind.NEED, 0), newest)


def entries(
    scheme: Scheme, concepts: Collection[Concept], *, today: date, within: Collection[Concept] = ()
) -> list[Entry]:
    """The codes with their numbers, nothing left out."""
    numbers = tallies(scheme, today=today, within=within)
    return [Entry(concept, scheme.address(concept), numbers.get(concept.pk, Tally())) for concept in concepts]


def tree(scheme: Scheme, *, today: date) -> list[Entry]:
    """The roots, each with what is below it."""
    found = {entry.concept.pk: entry for entry in entries(scheme, scheme.concepts(), today=today)}
    for entry in found.values():
        if entry.concept.parent_id in found:
            found[entry.concept.parent_id].children.append(entry)
    return [entry for entry in found.values() if entry.concept.parent_id is None]


def listings_in(scheme: Scheme, concept: Concept, *, today: date) -> ListingQuerySet:
    """Published listings with the code or one below it, each once."""
    # The few codes first: from them an index leads to their listings, however many there are in all.
    codes = Concept.objects.filter(Q(pk=concept.pk) | Q(parent=concept)).values("pk")
    inside = Listing.objects.filter(**{f"{scheme.attribute}__in": codes}).values("pk")
    return Listing.objects.published(today).filter(pk__in=inside)
