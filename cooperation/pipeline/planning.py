"""Deadlines of stages: asked for with a reason, agreed by the other side, remembered; an officer sets them alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cooperation.models import Cooperation, CooperationEvent, CooperationStage, DateProposal
from cooperation.pipeline import letters, plan
from cooperation.pipeline.history import record
from cooperation.pipeline.stages import (
    CooperationError,
    EvidenceMissing,
    NotAllowed,
    WrongStage,
    awaken,
    current_of,
    lock_running,
)
from cooperation.stage_choices import Side, StageState

LONGEST_PLAN = timedelta(days=3 * 365)
SHORTEST_REASON = 10


class DateRefused(CooperationError):
    """The new deadline lies in the past, is the one in force, or is more than three years away."""


class ProposalOpen(CooperationError):
    """A proposal for this stage waits for its answer."""


class NoProposal(CooperationError):
    """There is nothing to answer: the proposal was answered, withdrawn or overtaken meanwhile."""


@transaction.atomic
def propose(
    *, cooperation: Cooperation, side: str, to_date: date, reason: str, by: User, now: datetime
) -> DateProposal:
    """Ask for another deadline of the current stage; the officer's stands at once."""
    cooperation = lock_running(cooperation, side, by=by)
    stage = current_of(cooperation)
    if stage is None:
        raise WrongStage(cooperation.reference)
    today = timezone.localdate(now)
    if not today <= to_date <= today + LONGEST_PLAN or to_date == stage.due_on:
        raise DateRefused(str(to_date))
    if len(reason) < SHORTEST_REASON:
        raise EvidenceMissing(stage.code)
    waiting = stage.proposals.filter(state=DateProposal.State.OPEN).first()
    if waiting is not None and side != Side.OFFICER:
        if (waiting.side, waiting.to_date, waiting.reason) == (side, to_date, reason):
            return waiting
        raise ProposalOpen(cooperation.reference)
    if waiting is not None:
        close(waiting, DateProposal.State.WITHDRAWN, by=by, now=now)
    made = DateProposal.objects.create(
        stage=stage, from_date=stage.due_on, to_date=to_date, reason=reason, side=side, by=by, at=now
    )
    event = record(
        cooperation, "date_proposed", by=by, side=side, now=now, stage=stage.code, note=reason,
        to_date=str(to_date), from_date=str(stage.due_on),
    )  # fmt: skip
    if side == Side.OFFICER:
        event = take_over(cooperation, stage, made, by=by, side=side, now=now)
    letters.tell(event, by=by)
    return made


@transaction.atomic
def answer(*, proposal: DateProposal, side: str, agrees: bool, by: User, now: datetime) -> DateProposal:
    """The other side, or the officer, agrees or refuses; whoever asked may take it back by refusing."""
    cooperation = lock_running(proposal.stage.cooperation, side, by=by)
    proposal = DateProposal.objects.select_related("stage").get(pk=proposal.pk)
    wanted = DateProposal.State.AGREED if agrees else DateProposal.State.REFUSED
    if proposal.state != DateProposal.State.OPEN:
        if proposal.state == wanted and proposal.answered_by == by:
            return proposal
        raise NoProposal(cooperation.reference)
    is_own = side == proposal.side
    if is_own and agrees:
        raise NotAllowed(cooperation.reference)
    if agrees:
        event = take_over(cooperation, proposal.stage, proposal, by=by, side=side, now=now)
    else:
        state = DateProposal.State.WITHDRAWN if is_own else DateProposal.State.REFUSED
        close(proposal, state, by=by, now=now)
        action = "date_withdrawn" if is_own else "date_refused"
        event = record(
            cooperation, action, by=by, side=side, now=now, stage=proposal.stage.code, to_date=str(proposal.to_date)
        )
    letters.tell(event, by=by)
    return proposal


def take_over(
    cooperation: Cooperation, stage: CooperationStage, proposal: DateProposal, *, by: User, side: str, now: datetime
) -> CooperationEvent:
    """The deadline proposed is in force, and later stages move along."""
    close(proposal, DateProposal.State.AGREED, by=by, now=now)
    later = [stage, *cooperation.stages.filter(state=StageState.PLANNED).order_by("position")]
    for each, day in zip(later, plan.moved([each.due_on for each in later], proposal.to_date), strict=True):
        each.due_on = day
    stage.reminded = None
    CooperationStage.objects.bulk_update(later, ["due_on", "reminded"])
    awaken(cooperation, now=now)
    return record(
        cooperation, "date_agreed", by=by, side=side, now=now, stage=stage.code, to_date=str(proposal.to_date),
        from_date=str(proposal.from_date),
    )  # fmt: skip


def close(proposal: DateProposal, state: str, *, by: User, now: datetime) -> None:
    proposal.state, proposal.answered_by, proposal.answered_at = state, by, now
    proposal.save(update_fields=["state", "answered_by", "answered_at"])
