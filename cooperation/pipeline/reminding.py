"""Reminders of stages and obligations to the side whose turn it is, and cooperations that have stalled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from accounts import once_a_day
from accounts.models import OutboxMessage, User
from accounts.outbox import letter, recipients_by_organisation, store
from cooperation.models import Cooperation, CooperationEvent, CooperationStage, Obligation, Statement
from cooperation.pipeline import letters, plan
from cooperation.pipeline.history import record
from cooperation.pipeline.plan import REMINDERS
from cooperation.stage_choices import RUNNING, CooperationState, StageState

#: Stages, and obligations, that one transaction takes; the sweep goes on until nothing is due.
BATCH = 500
KIND = "cooperation_reminder"

#: What has a deadline.
Item = CooperationStage | Obligation
Row = TypeVar("Row", CooperationStage, Obligation)


@dataclass(frozen=True, slots=True)
class Line:
    """A stage or an obligation in a reminder."""

    item: Item
    name: str
    is_owed: bool
    partner: str
    days_late: int
    url: str


def remind_due(*, now: datetime) -> int:
    """Remind of every deadline that asks for it, in as many short transactions as it takes; how many deadlines.

    A person gets one letter a day at most, with all that is theirs; what a second batch of the same day finds for
    them waits for the next day.
    """
    count, after, after_owed = 0, 0, 0
    while batch := remind_batch(now=now, after=after, after_owed=after_owed):
        after = max([after, *(item.pk for item in batch if isinstance(item, CooperationStage))])
        after_owed = max([after_owed, *(item.pk for item in batch if isinstance(item, Obligation))])
        count += len(batch)
    return count


@transaction.atomic
def remind_batch(*, now: datetime, after: int, after_owed: int = 0) -> list[Item]:
    once_a_day.hold(KIND)
    today = timezone.localdate(now)
    stages = awaiting_reminder(today).filter(pk__gt=after)
    owed = obligations_awaiting_reminder(today).filter(pk__gt=after_owed)
    spoken = Prefetch("statements", Statement.objects.order_by("at", "pk"))
    items: list[Item] = [*taken(stages.prefetch_related(spoken)), *taken(owed)]
    readers = readers_of_turn(items)
    told = once_a_day.told_on(KIND, today, {user for users in readers.values() for user, _side in users})
    mine: dict[User, list[tuple[Item, str]]] = defaultdict(list)
    reminded: list[Item] = []
    for item in items:
        waiting = [(user, side) for user, side in readers[item] if user not in told]
        # Where nobody can be told, the deadlines run all the same, until the officer hears of it.
        if waiting or not readers[item]:
            item.reminded = plan.due_reminder(item.due_on, today=today, reminded=item.reminded)
            item.reminded_on = today
            reminded.append(item)
        for user, side in waiting:
            mine[user].append((item, side))
    for model in (CooperationStage, Obligation):
        keep(model, [item for item in reminded if isinstance(item, model)], today=today)
    CooperationEvent.objects.bulk_create(event_of(item, now=now) for item in reminded)
    store(reminder(user, rows, today=today) for user, rows in mine.items())
    return items


def taken(due: QuerySet[Row]) -> list[Row]:
    """A batch of rows, locked; what another transaction holds is left to the next sweep."""
    locked = due.select_for_update(skip_locked=True, of=("self",), no_key=True)
    return list(locked.select_related("cooperation__need_side", "cooperation__offer_side").order_by("pk")[:BATCH])


def keep(model: type[CooperationStage | Obligation], items: Sequence[Item], *, today: date) -> None:
    """Write down which reminder each has had: three statements at most, for there are three reminders."""
    by_days: dict[int | None, list[int]] = defaultdict(list)
    for item in items:
        by_days[item.reminded].append(item.pk)
    for days, pks in by_days.items():
        model._default_manager.filter(pk__in=pks).update(reminded=days, reminded_on=today)


def event_of(item: Item, *, now: datetime) -> CooperationEvent:
    values: dict[str, object] = {"days": item.reminded, "due_on": str(item.due_on)}
    if isinstance(item, Obligation):
        values |= {"what": item.what}
        return CooperationEvent(cooperation=item.cooperation, at=now, action="owed_reminded", values=values)
    return CooperationEvent(cooperation=item.cooperation, at=now, action="reminded", stage=item.code, values=values)


def awaiting_reminder(today: date) -> QuerySet[CooperationStage]:
    """Current stages with a reminder that is due and was not given."""
    return CooperationStage.objects.filter(
        reminder_due(today), state=StageState.CURRENT, cooperation__state__in=RUNNING
    )  # fmt: skip


def obligations_awaiting_reminder(today: date) -> QuerySet[Obligation]:
    return Obligation.objects.filter(
        reminder_due(today), state=Obligation.State.OPEN, cooperation__state__in=RUNNING
    )  # fmt: skip


def reminder_due(today: date) -> Q:
    wanted = Q()
    for days in REMINDERS:
        before = Q(reminded=None) | Q(reminded__lt=days)
        wanted |= Q(due_on__lte=today - timedelta(days=days)) & before
    return wanted


def readers_of_turn(items: Sequence[Item]) -> dict[Item, list[tuple[User, str]]]:
    """For each deadline the people who look after the side, or sides, whose turn it is."""
    turns = {item: awaited_of(item) for item in items}
    organisations = {item.cooperation.organisation_of(side).pk for item in items for side in turns[item]}
    members = recipients_by_organisation(organisations)
    return {
        item: [(user, side) for side in turns[item] for user in members[item.cooperation.organisation_of(side).pk]]
        for item in items
    }


def awaited_of(item: Item) -> tuple[str, ...]:
    """Whose turn it is: of a stage by its statements, which were fetched beforehand."""
    if isinstance(item, Obligation):
        return item.owing_sides
    said = [(each.side, each.says) for each in item.statements.all() if each.round == item.round]
    return plan.awaited(said, begins=item.begins)


def reminder(user: User, rows: Sequence[tuple[Item, str]], *, today: date) -> OutboxMessage:
    """One letter with all that waits for the person, the latest first."""
    with translation.override(user.language):
        lines = [
            Line(
                item,
                item.what if isinstance(item, Obligation) else str(item.get_code_display()),
                isinstance(item, Obligation),
                partner_of(item.cooperation, side),
                (today - item.due_on).days,
                settings.SITE_URL + item.cooperation.get_absolute_url(),
            )
            for item, side in sorted(rows, key=lambda row: (row[0].due_on, row[0].pk))
        ]
    return letter(
        key=once_a_day.key_of(KIND, user, today),
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
