"""Lists of cooperations: a member's own, and those that officers follow."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from cooperation.models import (
    Cooperation,
    CooperationEvent,
    CooperationStage,
    Obligation,
    OutcomeReport,
    RoomMessage,
    RoomVisit,
    Statement,
)
from cooperation.stage_choices import RUNNING, CooperationState, StageState

MINE, UNASSIGNED, STALLED, LATE, REPORTS, ALL, ENDED = (
    "mine", "unassigned", "stalled", "late", "reports", "all", "ended"
)  # fmt: skip
GROUPS: dict[str, str | Promise] = {
    MINE: _("Mine"),
    UNASSIGNED: _("Not assigned"),
    STALLED: _("Stalled"),
    LATE: _("Overdue"),
    REPORTS: _("Reports to verify"),
    ALL: _("All officers"),
    ENDED: _("Ended"),
}
#: Whoever has left, or works as an officer no more, looks after nothing.
NOBODY = Q(officer=None) | Q(officer__is_active=False) | Q(officer__role=User.Role.MEMBER)
OWED = Obligation.objects.filter(cooperation=OuterRef("pk"), state=Obligation.State.OPEN)
CURRENT = CooperationStage.objects.filter(state=StageState.CURRENT)


def followed(officer: User) -> QuerySet[Cooperation]:
    """What an officer finds in the list: their own and nobody's, a manager all; none of their own organisation."""
    mine = Membership.objects.filter(
        Q(organisation=OuterRef("need_side")) | Q(organisation=OuterRef("offer_side")), user=officer
    )
    found = Cooperation.objects.exclude(Exists(mine))
    return found if officer.is_manager else found.filter(Q(officer=officer) | NOBODY)


def in_group(group: str, *, officer: User, today: date) -> Q:
    running = Q(state__in=RUNNING)
    late = Exists(CURRENT.filter(cooperation=OuterRef("pk"), due_on__lt=today))
    waiting = Exists(OutcomeReport.objects.filter(cooperation=OuterRef("pk"), state=OutcomeReport.State.SENT))
    return {
        MINE: running & Q(officer=officer),
        UNASSIGNED: running & NOBODY,
        STALLED: Q(state=CooperationState.STALLED),
        LATE: running & (Q(late) | Q(Exists(OWED.filter(due_on__lt=today)))),
        REPORTS: Q(waiting),
        ALL: running,
        ENDED: ~running,
    }[group]


def numbers(officer: User, *, today: date) -> dict[str, int]:
    """How many cooperations each group holds."""
    counted = {group: Count("pk", filter=in_group(group, officer=officer, today=today)) for group in GROUPS}
    return followed(officer).order_by().aggregate(**counted)


def listed(group: str, *, officer: User, today: date) -> QuerySet[Cooperation]:
    """The cooperations of a group, the longest overdue first."""
    found = with_stage(followed(officer).filter(in_group(group, officer=officer, today=today)))
    return found.order_by(F("due_on").asc(nulls_last=True), "pk")


def own(user: User) -> QuerySet[Cooperation]:
    """A person's own and those they are invited to, running ones first, with whether anything is new to them."""
    seen = RoomVisit.objects.filter(cooperation=OuterRef(OuterRef("pk")), user=user).values("at")
    messages = RoomMessage.objects.filter(cooperation=OuterRef("pk"), is_note=False).exclude(author=user)
    events = CooperationEvent.objects.filter(cooperation=OuterRef("pk")).exclude(actor=user).exclude(action="contacted")
    never = ~Exists(RoomVisit.objects.filter(cooperation=OuterRef("pk"), user=user))
    is_new = never | Exists(events.filter(at__gt=seen)) | Exists(messages.filter(at__gt=seen))
    return (
        with_stage(Cooperation.objects.taken_part_in(user))
        .annotate(is_new=Case(When(is_new, then=True), default=False))
        .order_by(Case(When(state__in=RUNNING, then=0), default=1), "-changed_at", "-pk")
    )


def news(user: User) -> QuerySet[Cooperation]:
    """A person's cooperations in which others did something since they looked in last, with how much as `news`."""
    visits = RoomVisit.objects.filter(cooperation=OuterRef("pk"), user=user).values("at")
    others = {"cooperation": OuterRef("pk"), "at__gt": OuterRef("seen_at")}
    events = CooperationEvent.objects.filter(**others).exclude(actor=user).exclude(action="contacted")
    messages = RoomMessage.objects.filter(**others, is_note=False).exclude(author=user)
    return (
        Cooperation.objects.taken_part_in(user)
        .annotate(seen_at=Coalesce(Subquery(visits), F("started_at") - timedelta(days=1)))
        .annotate(news=number_of(events) + number_of(messages))
        .filter(news__gt=0)
        .order_by("-changed_at", "-pk")
    )


def number_of(rows: QuerySet[Any]) -> Coalesce:
    """How many rows of a subquery there are."""
    return Coalesce(Subquery(rows.order_by().values("cooperation").annotate(n=Count("pk")).values("n")), 0)


def with_stage(found: QuerySet[Cooperation]) -> QuerySet[Cooperation]:
    """With the current stage, its deadline as `due_on`, what was said of it, and the day of the next obligation."""
    said = Statement.objects.filter(stage=OuterRef("pk"), round=OuterRef("round")).order_by("at", "pk")
    spoken = ArraySubquery(said.values(each=JSONObject(side="side", says="says")))
    current = Prefetch("stages", CURRENT.annotate(spoken=spoken), to_attr="under_way")
    due = CURRENT.filter(cooperation=OuterRef("pk")).values("due_on")
    owed = OWED.order_by("due_on").values("due_on")
    return (
        found.annotate(due_on=Subquery(due[:1]), owed_on=Subquery(owed[:1]))
        .select_related("need_side", "offer_side", "officer")
        .prefetch_related(current)
    )
