"""The officers' list of needs on the clock: groups, order and counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cooperation.gap_list import fitting_suggestions
from cooperation.models import Triage
from cooperation.triage import running

MINE, UNASSIGNED, ALL, LATE, GAP = "mine", "unassigned", "all", "late", "gap"
GROUPS: dict[str, str | Promise] = {
    MINE: _("Mine"),
    UNASSIGNED: _("Not assigned"),
    ALL: _("All officers"),
    LATE: _("Late"),
    GAP: _("Unmet needs"),
}
#: Whoever has left, or works as an officer no more, looks after nothing.
NOBODY = Q(officer=None) | Q(officer__is_active=False) | Q(officer__role=User.Role.MEMBER)


def in_group(group: str, officer: User, today: date) -> Q:
    return {MINE: Q(officer=officer), UNASSIGNED: NOBODY, LATE: Q(due_on__lt=today)}.get(group, Q())


def triage_queue(group: str, *, officer: User, today: date) -> QuerySet[Triage]:
    """The needs of a group, the most overdue first, with the number of `fitting` offers."""
    found = ended_in_gap() if group == GAP else running(today).filter(in_group(group, officer, today))
    fitting = fitting_suggestions(need="need").order_by().values("need").annotate(count=Count("pk")).values("count")
    return (
        found.select_related("need__organisation", "officer")
        .annotate(fitting=Coalesce(Subquery(fitting, output_field=IntegerField()), 0))
        .order_by("due_on", "pk")
    )


def ended_in_gap() -> QuerySet[Triage]:
    return Triage.objects.filter(outcome=Triage.Outcome.GAP, need__state="published")


@dataclass(frozen=True, slots=True)
class Figures:
    """How many needs are on the clock, by group, and how many of them are late."""

    groups: dict[str, int]
    late: int
    due_soon: int


def figures(*, officer: User, today: date, soon: date) -> Figures:
    counts = running(today).aggregate(
        soon=Count("pk", filter=Q(due_on__range=(today, soon))),
        **{f"group_{group}": Count("pk", filter=in_group(group, officer, today)) for group in (MINE, UNASSIGNED, LATE)},
        group_all=Count("pk"),
    )
    groups = {group: counts[f"group_{group}"] for group in (MINE, UNASSIGNED, ALL, LATE)}
    return Figures(groups | {GAP: ended_in_gap().count()}, counts["group_late"], counts["soon"])


def late_needs(today: date) -> QuerySet[Triage]:
    return running(today).filter(due_on__lt=today)


def late_for(officer: User, *, today: date) -> QuerySet[Triage]:
    """What is late and the officer's own, or nobody's; for a manager all of it."""
    late = late_needs(today)
    return late if officer.is_manager else late.filter(Q(officer=officer) | NOBODY)
