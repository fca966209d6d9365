"""Stages of a cooperation: what the sides state, what that settles, and how a settled stage is opened again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from cooperation.models import Cooperation, CooperationEvent, CooperationStage, Statement
from cooperation.pipeline import letters, plan
from cooperation.pipeline.access import can_act
from cooperation.pipeline.history import record
from cooperation.pipeline.teaching import teach
from cooperation.pipeline_models import rules
from cooperation.stage_choices import CooperationState, Says, Side, Stage, StageState

SHORTEST_EVIDENCE = 10


class CooperationError(Exception):
    """Something that cannot be done in a cooperation."""


class NotAllowed(CooperationError):
    """The person may not act for this side."""


class NotRunning(CooperationError):
    """The cooperation has ended."""


class WrongStage(CooperationError):
    """The stage is not the current one: somebody was faster, or the page was old."""


class EvidenceMissing(CooperationError):
    """Whoever speaks first says what shows it, or why a stage is not needed."""


class NeedsSignature(CooperationError):
    """A confidentiality agreement is signed, not stated."""


@transaction.atomic
def state(
    *, cooperation: Cooperation, code: str, side: str, says: str, by: User, now: datetime, note: str = "",
    is_signed: bool = False,
) -> Statement:  # fmt: skip
    """Say for a side that the current stage is done or not needed; the same said twice is said once.

    Both parties' agreement settles the stage, the officer's word does so alone.
    """
    cooperation = lock_running(cooperation, side, by=by)
    stage = current_of(cooperation)
    if stage is None or stage.code != code:
        return said_before(cooperation, code, side, says)
    if same := statements_of(stage).filter(side=side, says=says).first():
        return same
    if code == Stage.NDA and says == Says.DONE and not is_signed:
        raise NeedsSignature(cooperation.reference)
    if len(note) < SHORTEST_EVIDENCE and not statements_of(stage).filter(says=says).exists():
        raise EvidenceMissing(code)
    statement, event = speak(cooperation, stage, side=side, says=says, by=by, note=note, now=now)
    letters.tell(event, by=by)
    return statement


def speak(
    cooperation: Cooperation, stage: CooperationStage, *, side: str, says: str, by: User | None, note: str,
    now: datetime,
) -> tuple[Statement, CooperationEvent]:  # fmt: skip
    """Write a statement of the current stage down, and what it settles; with the event that tells of it."""
    statement = Statement.objects.create(stage=stage, round=stage.round, side=side, says=says, note=note, by=by, at=now)
    event = record(cooperation, "stated", by=by, side=side, now=now, stage=stage.code, note=note, says=says)
    return statement, settle(cooperation, stage, now=now) or event


def said_before(cooperation: Cooperation, code: str, side: str, says: str) -> Statement:
    """The statement that this side has made of a stage settled meanwhile: a button pressed twice is no error."""
    stage = cooperation.stages.filter(code=code).first()
    said = statements_of(stage).filter(side=side, says=says).last() if stage and stage.is_settled else None
    if said is None:
        raise WrongStage(code)
    return said


def settle(cooperation: Cooperation, stage: CooperationStage, *, now: datetime) -> CooperationEvent | None:
    """Close the stage if its statements agree, and open the next one."""
    says = plan.verdict(statements_of(stage).values_list("side", "says"))
    if not says:
        return None
    was_late = stage.due_on < timezone.localdate(now)
    stage.state = StageState.DONE if says == Says.DONE else StageState.SKIPPED
    stage.settled_at = now
    stage.save(update_fields=["state", "settled_at"])
    stage.proposals.filter(state="open").update(state="withdrawn", answered_at=now)
    event = record(cooperation, "settled", now=now, stage=stage.code, says=says)
    teach(cooperation)
    awaken(cooperation, now=now)
    if not open_next(cooperation, was_late=was_late, now=now):
        cooperation.state, cooperation.ended_at = CooperationState.COMPLETED, now
        cooperation.save(update_fields=["state", "ended_at"])
        event = record(cooperation, "completed", now=now)
    return event


def open_next(cooperation: Cooperation, *, was_late: bool, now: datetime) -> bool:
    """Begin the next planned stage and move the plan where it has become too narrow; whether there is one."""
    planned = list(cooperation.stages.filter(state=StageState.PLANNED).order_by("position"))
    if not planned:
        return False
    first = planned[0]
    due_on = plan.next_deadline(
        first.due_on, days=rules()[first.code].days, settled_on=timezone.localdate(now), was_late=was_late
    )
    for each, day in zip(planned, plan.moved([each.due_on for each in planned], due_on), strict=True):
        each.due_on = day
    first.state, first.opened_at, first.reminded = StageState.CURRENT, now, None
    CooperationStage.objects.bulk_update(planned, ["due_on", "state", "opened_at", "reminded"])
    return True


@transaction.atomic
def reopen(*, cooperation: Cooperation, code: str, by: User, now: datetime, note: str) -> CooperationStage:
    """The officer opens the stage that was settled last once more: what was stated stands, and a new round begins."""
    cooperation = lock(cooperation)
    if not can_act(by, cooperation, Side.OFFICER):
        raise NotAllowed(cooperation.reference)
    if cooperation.state == CooperationState.CLOSED:
        raise NotRunning(cooperation.reference)
    if len(note) < SHORTEST_EVIDENCE:
        raise EvidenceMissing(code)
    settled = [stage for stage in cooperation.stages.order_by("position") if stage.is_settled]
    if not settled or settled[-1].code != code:
        raise WrongStage(code)
    cooperation.stages.filter(state=StageState.CURRENT).update(state=StageState.PLANNED, opened_at=None)
    stage = settled[-1]
    stage.state, stage.settled_at, stage.opened_at = StageState.CURRENT, None, now
    stage.round, stage.reminded = stage.round + 1, None
    stage.due_on = max(stage.due_on, timezone.localdate(now) + timedelta(days=rules()[code].days))
    stage.save()
    teach(cooperation)
    cooperation.ended_at = None
    awaken(cooperation, now=now)
    letters.tell(record(cooperation, "reopened", by=by, side=Side.OFFICER, now=now, stage=code, note=note), by=by)
    return stage


def lock(cooperation: Cooperation) -> Cooperation:
    """The row as it is now, kept from changing: everything that moves a cooperation begins here."""
    locked = Cooperation.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("need_side", "offer_side", "officer").get(pk=cooperation.pk)


def lock_running(cooperation: Cooperation, side: str, *, by: User) -> Cooperation:
    cooperation = lock(cooperation)
    if not can_act(by, cooperation, side):
        raise NotAllowed(cooperation.reference)
    if not cooperation.is_running:
        raise NotRunning(cooperation.reference)
    return cooperation


def awaken(cooperation: Cooperation, *, now: datetime) -> None:
    """Something moves: a stalled cooperation is under way again."""
    cooperation.state, cooperation.stalled_at, cooperation.changed_at = CooperationState.ACTIVE, None, now
    cooperation.save(update_fields=["state", "stalled_at", "changed_at", "ended_at"])


def current_of(cooperation: Cooperation) -> CooperationStage | None:
    return cooperation.stages.filter(state=StageState.CURRENT).first()


def statements_of(stage: CooperationStage) -> QuerySet[Statement]:
    """What was said in the round that counts, the earliest first."""
    return stage.statements.filter(round=stage.round).order_by("at", "pk")
