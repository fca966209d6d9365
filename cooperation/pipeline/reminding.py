"""Reminders of deadlines to the side whose turn it is, and cooperations that have stalled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from accounts.models import Membership, OutboxMessage, User
from accounts.outbox import enqueue
from cooperation.models import Cooperation, CooperationEvent, CooperationStage, Statement
from cooperation.pipeline import letters, plan
from cooperation.pipeline.access import EDITING
from cooperation.pipeline.history import record
from cooperation.pipeline.plan import REMINDERS
from cooperation.stage_choices import RUNNING, CooperationState, StageState

#: Stages that one transaction takes; the sweep goes on until nothing is due.
BATCH = 500
#: Held while reminders are written: of two sweeps at once, the second waits and finds the first one's letters.
LOCK = 0x0C00_9E12
KIND = "cooperation_reminder"


@dataclass(frozen=True, slots=True)
class Line:
    """A stage in a reminder."""

    stage: CooperationStage
    partner: str
    days_late: int
    url: str


def remind_due(*, now: datetime) -> int:
    """Remind of every deadline that asks for it, in as many short transactions as it takes; how many stages.

    A person gets one letter a day at most, with all that is theirs; what a second batch of the same day finds for
    them waits for the next day.
    """
    count, after = 0, 0
    while batch := remind_batch(now=now, after=after):
        after = batch[-1].pk
        count += len(batch)
    return count


@transaction.atomic
def remind_batch(*, now: datetime, after: int) -> list[CooperationStage]:
    hold()
    today = timezone.localdate(now)
    stages = list(
        awaiting_reminder(today)
        .filter(pk__gt=after)
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
        .select_related("cooperation__need_side", "cooperation__offer_side")
        .prefetch_related(Prefetch("statements", Statement.objects.order_by("at", "pk")))
        .order_by("pk")[:BATCH]
    )
    readers = readers_of_turn(stages)
    told = told_on(today, {user.pk for users in readers.values() for user, _side in users})
    mine: dict[User, list[tuple[CooperationStage, str]]] = defaultdict(list)
    reminded = []
    for stage in stages:
        waiting = [(user, side) for user, side in readers[stage.pk] if user.pk not in told]
        # Where nobody can be told, the deadlines run all the same, until the officer hears of it.
        if waiting or not readers[stage.pk]:
            stage.reminded = plan.due_reminder(stage.due_on, today=today, reminded=stage.reminded)
            stage.reminded_on = today
            reminded.append(stage)
        for user, side in waiting:
            mine[user].append((stage, side))
    CooperationStage.objects.bulk_update(reminded, ["reminded", "reminded_on"])
    CooperationEvent.objects.bulk_create(
        CooperationEvent(
            cooperation=stage.cooperation, at=now, action="reminded", stage=stage.code,
            values={"days": stage.reminded, "due_on": str(stage.due_on)},
        )
        for stage in reminded
    )  # fmt: skip
    for user, rows in mine.items():
        remind(user, rows, today=today)
    return stages


def hold() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def awaiting_reminder(today: date) -> QuerySet[CooperationStage]:
    """Current stages with a reminder that is due and was not given."""
    wanted = Q()
    for days in REMINDERS:
        before = Q(reminded=None) | Q(reminded__lt=days)
        wanted |= Q(due_on__lte=today - timedelta(days=days)) & before
    return CooperationStage.objects.filter(wanted, state=StageState.CURRENT, cooperation__state__in=RUNNING)


def readers_of_turn(stages: Sequence[CooperationStage]) -> dict[int, list[tuple[User, str]]]:
    """For each stage the people who look after the side, or sides, whose turn it is."""
    turns = {stage.pk: awaited_of(stage) for stage in stages}
    organisations = {
        stage.cooperation.organisation_of(side).pk for stage in stages for side in turns[stage.pk]
    }  # fmt: skip
    members = writers_of(organisations)
    return {
        stage.pk: [
            (user, side) for side in turns[stage.pk] for user in members[stage.cooperation.organisation_of(side).pk]
        ]
        for stage in stages
    }


def writers_of(organisations: Iterable[int]) -> dict[int, list[User]]:
    """Who looks after each of these organisations."""
    members: dict[int, list[User]] = defaultdict(list)
    active = Membership.objects.filter(organisation__in=organisations, role__in=EDITING, user__is_active=True)
    for membership in active.select_related("user").order_by("user"):
        members[membership.organisation_id].append(membership.user)
    return members


def awaited_of(stage: CooperationStage) -> tuple[str, ...]:
    """Whose turn it is, from statements that were fetched beforehand."""
    said = [(each.side, each.says) for each in stage.statements.all() if each.round == stage.round]
    return plan.awaited(said, begins=stage.begins)


def told_on(today: date, people: Iterable[int]) -> set[int]:
    """Those who have had a reminder on this day."""
    keys = {key_of(pk, today): pk for pk in people}
    return {keys[key] for key in OutboxMessage.objects.filter(key__in=keys).values_list("key", flat=True)}


def key_of(user: int, today: date) -> str:
    return f"{KIND}/{user}/{today:%Y-%m-%d}"


def remind(user: User, rows: Sequence[tuple[CooperationStage, str]], *, today: date) -> None:
    """One letter with all stages in which it is the person's turn, the latest first."""
    with translation.override(user.language):
        lines = [
            Line(
                stage,
                partner_of(stage.cooperation, side),
                (today - stage.due_on).days,
                settings.SITE_URL + stage.cooperation.get_absolute_url(),
            )
            for stage, side in sorted(rows, key=lambda row: (row[0].due_on, row[0].pk))
        ]
    enqueue(
        key=key_of(user.pk, today),
        kind=KIND,
        to=user.email,
        user=user,
        language=user.language,
        template="cooperation/emails/reminder",
        context={
            "person": user,
            "lines": lines,
            "count": len(lines),
            "first": lines[0],
            "why": gettext_lazy("you take part in this cooperation"),
        },
    )


def partner_of(cooperation: Cooperation, side: str) -> str:
    other = cooperation.offer_side if side == "need" else cooperation.need_side
    return other.name


def stall_overdue(*, now: datetime) -> int:
    """Cooperations whose stage missed its deadline and the week after it have stalled: their officer is told; how many.

    Nobody hears of it on the day of their last reminder.
    """
    count = 0
    while stalled := stall_batch(now=now):
        count += stalled
    return count


@transaction.atomic
def stall_batch(*, now: datetime) -> int:
    today = timezone.localdate(now)
    missed = CooperationStage.objects.filter(
        state=StageState.CURRENT, reminded=REMINDERS[-1], reminded_on__lt=today,
        due_on__lt=today - timedelta(days=REMINDERS[-1]),
    )  # fmt: skip
    locked = (
        Cooperation.objects.filter(state=CooperationState.ACTIVE, stages__in=missed)
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
        .select_related("need_side", "offer_side", "officer")
        .order_by("pk")[:BATCH]
    )
    stages = {stage.cooperation_id: stage for stage in missed.filter(cooperation__in=[each.pk for each in locked])}
    for cooperation in locked:
        cooperation.state, cooperation.stalled_at = CooperationState.STALLED, now
        cooperation.save(update_fields=["state", "stalled_at"])
        event = record(cooperation, "stalled", now=now, stage=stages[cooperation.pk].code)
        letters.stalled(event, cooperation)
    return len(locked)
