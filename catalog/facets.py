"""What listings are filtered by: the facets, their values in words, and how many listings each value has.

A listing carries its values as tokens such as "field:401" in `Listing.facets`, kept by triggers of the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from catalog.models import IPRight, Kind, Listing
from taxonomy.models import Concept

#: Facet → the classification its values come from.
SCHEMES = {
    "field": "st_field",
    "industry": "vsic",
    "province": "province",
    "form": "transfer_form",
    "org": "actor_type",
}
LEVELS = tuple(str(level) for level in range(1, 10))
RED_RIVER_DELTA = "rrd"
#: Bands in millions of đồng, as the database cuts them.
PRICE_BANDS = {
    "0-100": _("Below 100 million"),
    "100-500": _("100 to 500 million"),
    "500-1000": _("500 million to 1 billion"),
    "1000-5000": _("1 to 5 billion"),
    "5000-": _("5 billion and more"),
    "none": _("Not stated"),
}
IP_STATES = {"granted": _("Right granted"), "applied": _("Right applied for"), "none": _("No right registered")}
#: Facets that are counted together: few enough listings differ in all values of a group that most are counted at once.
#: The database makes `Listing.facet_groups` in this order.
GROUPS = (("kind", "lang", "open", "verified", "org", "ip"), ("trl", "price", "province"), ("form",), ("field",),
          ("industry",))  # fmt: skip
LANGUAGES = {str(code): label for code, label in Language.choices}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet in the reader's words; `parent` is the code it is part of."""

    code: str
    label: str | Promise
    parent: str = ""


Vocabulary = Mapping[str, Sequence[Choice]]

FIXED: dict[str, tuple[Choice, ...]] = {
    "kind": tuple(Choice(str(code), label) for code, label in Kind.choices),
    "trl": tuple(Choice(level, level) for level in LEVELS),
    "price": tuple(Choice(code, label) for code, label in PRICE_BANDS.items()),
    "ip": tuple(Choice(code, IP_STATES[code]) for code in (*reversed(IPRight.Status.values[1:]), "none")),
    "lang": tuple(Choice(code, label) for code, label in LANGUAGES.items()),
    "open": (Choice("yes", _("Open to expressions of interest")),),
    "verified": (Choice("yes", _("Verified organisation")),),
}


def vocabulary() -> Vocabulary:
    """Every facet's values in the active language, in their own order; one query."""
    name = "name_vi" if (get_language() or "vi").startswith("vi") else "name_en"
    rows = Concept.objects.filter(scheme__code__in=SCHEMES.values(), scheme__is_current=True)
    by_scheme: dict[str, list[Choice]] = {scheme: [] for scheme in SCHEMES.values()}
    for scheme, code, label, parent in rows.order_by("order", "code").values_list(
        "scheme__code", "code", name, "parent__code"
    ):
        by_scheme[scheme].append(Choice(code, label, parent or ""))
    found = {facet: tuple(by_scheme[scheme]) for facet, scheme in SCHEMES.items()}
    found["province"] = (Choice(RED_RIVER_DELTA, _("Red River Delta (region)")), *found["province"])
    return found | FIXED


def tokens(facet: str, values: Sequence[str]) -> list[str]:
    """The values as listings carry them."""
    return [f"{facet}:{value}" for value in values]


#: Equal groups are counted first: a text of several values is compared once, not every value of every listing.
_COUNT = """
    SELECT token, failed, sum(number)::int FROM (
        SELECT unnest(string_to_array(same, ';')) AS token, failed, number FROM (
            SELECT same, failed, count(*) AS number
            FROM (SELECT unnest(facet_groups) AS same, failed FROM ({}) base(facet_groups, failed)) AS each
            GROUP BY same, failed
        ) AS groups
    ) AS tokens WHERE token <> '' GROUP BY token, failed
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many listings are found, and what each value would make of it."""

    total: int = 0
    found: Mapping[str, int] = field(default_factory=dict)
    gained: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def having(self, facet: str, value: str) -> int:
        """Listings among those found that have the value."""
        return self.found.get(f"{facet}:{value}", 0)

    def gain(self, facet: str, value: str) -> int:
        """Listings found in addition when the value is chosen beside others of its facet."""
        return self.gained.get((facet, f"{facet}:{value}"), 0)


def count(listings: QuerySet[Listing], chosen: Mapping[str, Sequence[str]]) -> Counts:
    """Count by value over `listings` (permitted and searched, not yet filtered), given the chosen values by facet.

    One query: a listing that fails no facet is found; one that fails exactly one would be found by another value there.
    """
    names = list(chosen)
    try:
        sql, parameters = failing(listings, chosen).query.sql_with_params()
    except EmptyResultSet:
        return Counts()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(sql), parameters)  # the inner statement is the ORM's own
        rows = cursor.fetchall()
    found = {token: number for token, failed, number in rows if failed == 0}
    gained = {(names[failed - 1], token): number for token, failed, number in rows if failed}
    return Counts(sum(found.get(f"kind:{kind}", 0) for kind in Kind.values), found, gained)


def failing(listings: QuerySet[Listing], chosen: Mapping[str, Sequence[str]]) -> QuerySet[Any, Any]:
    """(facet groups, number of the one failed facet or 0) of the listings that fail at most one."""
    misses = [Case(When(has(facet, values), then=0), default=1, output_field=IntegerField())
              for facet, values in chosen.items()]  # fmt: skip
    failed = sum((miss * number for number, miss in enumerate(misses, 1)), Value(0))
    listings = listings.order_by().annotate(failed=failed)
    if len(misses) > 1:
        listings = listings.annotate(misses=sum(misses, Value(0))).filter(misses__lte=1)
    return listings.values_list("facet_groups", "failed")


def has(facet: str, values: Sequence[str]) -> Q:
    """Whether a listing has one of the values, told from the group that holds the facet."""
    place = next(number for number, names in enumerate(GROUPS) if facet in names)
    return reduce(or_, (Q((f"facet_groups__{place}__contains", f";{token};")) for token in tokens(facet, values)))
