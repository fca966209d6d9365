"""The officers' queue: which listings wait, for whom and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Concat
from django.db.models.lookups import Contains
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalog.models import Kind, Listing, ListingMessage, ListingQuerySet, Review, Revision, State
from catalog.text import normalise, strip_accents
from taxonomy.models import Concept

MINE, UNASSIGNED, ALL, ON_HOLD, MESSAGES = "mine", "unassigned", "all", "on-hold", "messages"
GROUPS: dict[str, str | Promise] = {
    MINE: _("Mine"),
    UNASSIGNED: _("Not assigned"),
    ALL: _("All officers"),
    ON_HOLD: _("On hold"),
    MESSAGES: _("Unread messages"),
}
#: Groups of listings that wait or are on hold; a message may wait on a listing of any state.
BY_STATE = [MINE, UNASSIGNED, ALL, ON_HOLD]
SORTS = {"due": ("review_due_on", "submitted_at", "pk"), "newest": ("-submitted_at", "-pk")}
VERIFIED: dict[str, str | Promise] = {"yes": _("Verified organisations"), "no": _("Organisations not verified")}
WAITING = [State.SUBMITTED, State.IN_REVIEW]
LONGEST_QUERY, MOST_WORDS, LONGEST_CODE = 200, 8, 6
MEDIAN_DAYS = 30


class Plain(Func):
    """Small letters without diacritics, as the database's `plain` makes them."""

    function = "public.plain"
    output_field = TextField()


class CountOf(Subquery):
    """How many rows a query finds, as one value beside others."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What an officer asked the queue for; whatever is unknown falls back to the usual."""

    group: str = ALL
    kind: str = ""
    field: str = ""
    verified: str = ""
    query: str = ""
    sort: str = "due"

    @classmethod
    def of(cls, values: Any, *, usual_group: str) -> QueueFilter:
        """Read the parameters of an address."""
        group, kind, sort = values.get("group", ""), values.get("kind", ""), values.get("sort", "")
        field, verified = values.get("field", ""), values.get("verified", "")
        return cls(
            group=group if group in GROUPS else usual_group,
            kind=kind if kind in Kind.values else "",
            field=field if field.isascii() and field.isdigit() and len(field) <= LONGEST_CODE else "",
            verified=verified if verified in VERIFIED else "",
            query=" ".join(normalise(values.get("q", ""))[:LONGEST_QUERY].split()),
            sort=sort if sort in SORTS else "due",
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether less than the whole group is asked for."""
        return bool(self.kind or self.field or self.verified or self.query)

    @property
    def parameters(self) -> dict[str, str]:
        """What an address has to say to ask for the same, without the group."""
        sort = "" if self.sort == "due" else self.sort
        asked = {
            "kind": self.kind, "field": self.field, "verified": self.verified, "q": self.query, "sort": sort,
        }  # fmt: skip
        return {name: value for name, value in asked.items() if value}


def queue(chosen: QueueFilter, *, officer: User) -> ListingQuerySet:
    """The listings of a group in their order, with their latest revision’s number and whether a message waits."""
    found = Listing.objects.filter(in_group(chosen.group, officer), narrowed(chosen))
    latest = Revision.objects.filter(listing=OuterRef("pk")).order_by("-number").values("number")[:1]
    found = found.select_related("organisation", "officer", "revision_of").annotate(
        revision_number=Subquery(latest),
        has_message=Exists(ListingMessage.objects.unread_by_officers().filter(listing=OuterRef("pk"))),
    )
    return found.order_by(*SORTS[chosen.sort])


def in_group(group: str, officer: User) -> Q:
    waiting = Q(state__in=WAITING)
    groups = {
        MINE: waiting & Q(officer=officer),
        UNASSIGNED: waiting & Q(officer__isnull=True),
        ALL: waiting,
        ON_HOLD: Q(state=State.ON_HOLD),
        MESSAGES: Q(pk__in=listings_with_message()),
    }
    return groups[group]


def listings_with_message() -> QuerySet[ListingMessage, int]:
    """Listings whose owner has written what no officer has read."""
    return ListingMessage.objects.unread_by_officers().order_by().values_list("listing", flat=True).distinct()


def narrowed(chosen: QueueFilter) -> Q:
    """What the filters leave of a group."""
    condition = holding(chosen.query)
    if chosen.kind:
        condition &= Q(kind=chosen.kind)
    if chosen.field:
        condition &= Q(facets__contains=[f"field:{chosen.field}"])
    if chosen.verified:
        condition &= Q(organisation__verified_at__isnull=chosen.verified == "no")
    return condition


def holding(query: str) -> Q:
    """Reference, title or organisation hold every word; diacritics may be left out."""
    names = ["reference", "title", "title_alt", "organisation__name_vi", "organisation__name_en"]
    parts = [part for name in names for part in (F(name), Value(" "))]
    condition = Q()
    for word in strip_accents(query.lower()).split()[:MOST_WORDS]:
        condition &= Q(Contains(Plain(Concat(*parts, output_field=TextField())), Value(word)))
    return condition


def main_fields() -> list[Concept]:
    """The broad fields one may narrow the queue to."""
    return list(Concept.objects.of("st_field").roots().order_by("order", "code"))


def next_for(officer: User) -> Listing | None:
    """The most urgent listing that is the officer's own or nobody's."""
    free = Listing.objects.filter(in_group(MINE, officer) | in_group(UNASSIGNED, officer))
    return free.order_by(*SORTS["due"]).first()


@dataclass(frozen=True, slots=True)
class Figures:
    """How much waits and how fast decisions were made; `median_days` is empty when nothing was decided.

    `found` is how many listings of the chosen group the filters leave; `beside` what the caller wants counted as well.
    """

    groups: dict[str, int]
    found: int
    overdue: int
    due_today: int
    median_days: float | None
    beside: dict[str, int]


def figures(
    chosen: QueueFilter | None = None,
    *,
    officer: User,
    now: datetime,
    today: date,
    beside: Mapping[str, QuerySet[Any]] | None = None,
) -> Figures:
    """The queue's numbers in one look at the listings that wait, and one at all that is counted elsewhere."""
    chosen, beside = chosen or QueueFilter(), beside or {}
    waiting = Q(state__in=WAITING)
    looked_at = Q(state__in=[*WAITING, State.ON_HOLD])
    if chosen.group == MESSAGES:
        looked_at |= in_group(MESSAGES, officer)
    counts = Listing.objects.filter(looked_at).aggregate(
        overdue=Count("pk", filter=waiting & Q(review_due_on__lt=today)),
        today=Count("pk", filter=waiting & Q(review_due_on=today)),
        found=Count("pk", filter=in_group(chosen.group, officer) & narrowed(chosen)),
        **{f"group_{number}": Count("pk", filter=in_group(group, officer)) for number, group in enumerate(BY_STATE)},
    )
    median, messages, *others = User.objects.filter(pk=officer.pk).values_list(
        Subquery(medians(now), output_field=DurationField()),
        CountOf(listings_with_message()),
        *[CountOf(rows.values("pk")) for rows in beside.values()],
    )[0]
    groups = {group: counts[f"group_{number}"] for number, group in enumerate(BY_STATE)}
    return Figures(
        groups=groups | {MESSAGES: messages},
        found=counts["found"],
        overdue=counts["overdue"],
        due_today=counts["today"],
        median_days=in_days(median),
        beside=dict(zip(beside, others, strict=True)),
    )


def medians(now: datetime) -> QuerySet[Review, timedelta]:
    """One row: within how long half of the decisions of the last 30 days were made, from submission."""
    decided = Review.objects.filter(decided_at__gt=now - timedelta(days=MEDIAN_DAYS), decided_at__lte=now).order_by()
    taken = Median(F("decided_at") - F("revision__submitted_at"), output_field=DurationField())
    return decided.annotate(every=Value(1)).values("every").annotate(median=taken).values_list("median", flat=True)


def in_days(span: timedelta | None) -> float | None:
    return None if span is None else round(span / timedelta(days=1), 1)
