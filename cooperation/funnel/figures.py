"""How long stages take, why cooperations and interests end, what contracts are worth, and what officers look after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Extract
from django.utils import timezone

from accounts.models import User
from catalog.models import Kind
from cooperation.funnel.counting import Scope
from cooperation.funnel.withholding import Cell
from cooperation.models import Cooperation, CooperationStage, Interest
from cooperation.stage_choices import RUNNING, CooperationState, Stage, StageState

#: After this time a memorandum without a contract is looked at.
MEMORANDUM_WAITS = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Duration:
    """How many days a stage took: in the middle, and for the quicker and the slower half."""

    code: str
    cases: Cell
    quarter: float
    median: float
    three_quarters: float

    @property
    def label(self) -> str:
        return str(Stage(self.code).label)


@dataclass(frozen=True, slots=True)
class Values:
    """Contracts signed in the period, and the value of those that name one."""

    contracts: int
    total: int
    #: The contracts that name a value.
    cases: Cell

    @property
    def valued(self) -> int:
        return self.cases.count


@dataclass(frozen=True, slots=True)
class Load:
    """What an officer looks after now, and what of it stands still or is late."""

    officer: User | None
    running: int
    stalled: int
    late: int


class Quartiles(Aggregate):
    """A quarter, half and three quarters of the values lie below."""

    template = "percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())


def durations(scope: Scope, *, with_organisations: bool = False) -> list[Duration]:
    """Of the stages that were settled in the period as done, in the order of the work."""
    done = CooperationStage.objects.filter(
        scope.within("settled_at"), scope.about(prefix="cooperation__"), state=StageState.DONE, opened_at__isnull=False
    )
    took = Extract(ExpressionWrapper(F("settled_at") - F("opened_at"), output_field=DurationField()), "epoch")
    rows = done.order_by().values("code").annotate(count=Count("pk"), seconds=Quartiles(took))
    if with_organisations:
        sides = {"needs": "cooperation__need_side", "offers": "cooperation__offer_side"}
        rows = rows.annotate(**{name: ArrayAgg(side, distinct=True) for name, side in sides.items()})
    found = {row["code"]: row for row in rows}
    return [duration_of(found[code]) for code in Stage.values if code in found]


def duration_of(row: Mapping[str, Any]) -> Duration:
    sides = frozenset([*row.get("needs", ()), *row.get("offers", ())])
    return Duration(row["code"], Cell(row["count"], sides), *(seconds / 86400 for seconds in row["seconds"]))


def memoranda_without_contract(*, now: datetime) -> QuerySet[Cooperation]:
    """Running cooperations with a memorandum older than half a year and no contract signed, the oldest first."""
    of = CooperationStage.objects.filter(cooperation=OuterRef("pk"))
    signed = of.filter(code=Stage.MEMORANDUM, state=StageState.DONE, settled_at__lt=now - MEMORANDUM_WAITS)
    contract = of.filter(code=Stage.CONTRACT, state__in=[StageState.DONE, StageState.SKIPPED])
    found = Cooperation.objects.running().filter(Exists(signed)).exclude(Exists(contract))
    when = Subquery(signed.values("settled_at")[:1])
    return (
        found.annotate(signed_at=when).select_related("officer", "need_side", "offer_side").order_by("signed_at", "pk")
    )


def closed_because(scope: Scope) -> Counter[str]:
    """Coded reasons of the cooperations that ended without result in the period."""
    closed = Cooperation.objects.filter(scope.within("ended_at"), scope.about(), state=CooperationState.CLOSED)
    return Counter(dict(closed.order_by().values_list("reason").annotate(Count("pk"))))


def declined_because(scope: Scope) -> Counter[str]:
    """Coded reasons of the interests that were declined in the period."""
    own_need = Q(own_listing__kind=Kind.NEED, own_listing__facets__contains=scope.tokens)
    no_other_need = Q(listing__kind=Kind.NEED) | Q(own_listing=None) | Q(own_listing__kind=Kind.OFFER)
    about = own_need | no_other_need & Q(listing__facets__contains=scope.tokens)
    declined = Interest.objects.filter(scope.within("answered_at"), state=Interest.State.DECLINED)
    if scope.tokens:
        declined = declined.filter(about)
    return Counter(dict(declined.order_by().values_list("reason").annotate(Count("pk"))))


def contract_values(scope: Scope) -> Values:
    signed = CooperationStage.objects.filter(
        scope.within("settled_at"), code=Stage.CONTRACT, state=StageState.DONE, cooperation=OuterRef("pk")
    )
    valued = Q(value__isnull=False)
    found = Cooperation.objects.filter(Exists(signed), scope.about()).aggregate(
        contracts=Count("pk"),
        valued=Count("pk", filter=valued),
        total=Sum("value", default=0),
        needs=ArrayAgg("need_side", distinct=True, filter=valued, default=[]),
        offers=ArrayAgg("offer_side", distinct=True, filter=valued, default=[]),
    )
    sides = frozenset(found["needs"]) | frozenset(found["offers"])
    return Values(found["contracts"], int(found["total"]), Cell(found["valued"], sides))


def ended(scope: Scope) -> tuple[int, int]:
    """How many cooperations were completed in the period, and how many closed without result."""
    found = Cooperation.objects.filter(scope.within("ended_at"), scope.about())
    counted = found.aggregate(
        completed=Count("pk", filter=Q(state=CooperationState.COMPLETED)),
        closed=Count("pk", filter=Q(state=CooperationState.CLOSED)),
    )
    return counted["completed"], counted["closed"]


def loads(*, now: datetime) -> list[Load]:
    """Who looks after how many running cooperations, the most first; those of nobody stand last."""
    today = timezone.localdate(now)
    current = CooperationStage.objects.filter(cooperation=OuterRef("pk"), state=StageState.CURRENT)
    rows: list[Any] = list(
        Cooperation.objects.filter(state__in=RUNNING)
        .annotate(is_late=Exists(current.filter(due_on__lt=today)))
        .order_by()
        .values("officer")
        .annotate(
            running=Count("pk"),
            stalled=Count("pk", filter=Q(state=CooperationState.STALLED)),
            late=Count("pk", filter=Q(is_late=True)),
        )
    )
    officers = User.objects.in_bulk([row["officer"] for row in rows if row["officer"]])
    found = [Load(officers.get(row.pop("officer")), **row) for row in rows]
    return sorted(found, key=lambda load: (load.officer is None, -load.running, load.officer.pk if load.officer else 0))
