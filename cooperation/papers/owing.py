"""Obligations of a signed paper: entered, done by who owes them, dropped by who they are owed to."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from cooperation.models import Cooperation, Obligation, SignedPaper
from cooperation.pipeline import letters
from cooperation.pipeline.history import record
from cooperation.pipeline.stages import (
    SHORTEST_EVIDENCE,
    CooperationError,
    EvidenceMissing,
    NotAllowed,
    lock_running,
)
from cooperation.stage_choices import PARTIES, Side

MOST_OBLIGATIONS = 60
OPEN, DONE, DROPPED = Obligation.State.OPEN, Obligation.State.DONE, Obligation.State.DROPPED


class AlreadySettled(CooperationError):
    """The obligation was settled otherwise meanwhile."""


class TooManyObligations(CooperationError):
    """The cooperation has as many as it may have."""


@transaction.atomic
def owe(
    *, paper: SignedPaper, side: str, what: str, owed_by: str, due_on: date, by: User, now: datetime
) -> Obligation:  # fmt: skip
    """Enter what the paper obliges a side to; the same twice is once."""
    cooperation = lock_running(paper.cooperation, side, by=by)
    found = Obligation.objects.filter(cooperation=cooperation)
    if same := found.filter(what=what, owed_by=owed_by, due_on=due_on).first():
        return same
    if found.count() >= MOST_OBLIGATIONS:
        raise TooManyObligations(cooperation.reference)
    made = Obligation.objects.create(
        cooperation=cooperation, paper=paper, what=what, owed_by=owed_by, due_on=due_on, side=side, by=by, at=now
    )
    tell(made, cooperation, action="owed", side=side, by=by, now=now)
    return made


def fulfil(*, obligation: Obligation, side: str, by: User, now: datetime, note: str = "") -> Obligation:
    """The side that owes it says that it is done; of what both owe, either."""
    return settle(obligation, DONE, side=side, by=by, note=note, now=now)


def drop(*, obligation: Obligation, side: str, by: User, now: datetime, note: str) -> Obligation:
    """The side that it is owed to, or the officer, does without it, with a reason."""
    if len(note) < SHORTEST_EVIDENCE:
        raise EvidenceMissing(obligation.what)
    return settle(obligation, DROPPED, side=side, by=by, note=note, now=now)


@transaction.atomic
def settle(
    obligation: Obligation, state: Obligation.State, *, side: str, by: User, note: str, now: datetime
) -> Obligation:
    """Close an obligation; the same said twice is said once."""
    cooperation = lock_running(obligation.cooperation, side, by=by)
    if side not in may_settle(obligation, state):
        raise NotAllowed(cooperation.reference)
    obligation = Obligation.objects.get(pk=obligation.pk)
    if obligation.state == state:
        return obligation
    if obligation.state != OPEN:
        raise AlreadySettled(obligation.what)
    obligation.state, obligation.note, obligation.settled_by, obligation.settled_at = state, note, by, now
    obligation.save(update_fields=["state", "note", "settled_by", "settled_at"])
    is_done = state == DONE
    action = "owed_done" if is_done else "owed_dropped"
    tell(obligation, cooperation, action=action, side=side, by=by, now=now)
    return obligation


def may_settle(obligation: Obligation, state: str) -> tuple[str, ...]:
    """The sides that may say so."""
    if state == DONE:
        return obligation.owing_sides
    return (*(side for side in PARTIES if side not in obligation.owing_sides), Side.OFFICER)


def tell(
    obligation: Obligation, cooperation: Cooperation, *, action: str, side: str, by: User, now: datetime
) -> None:  # fmt: skip
    event = record(
        cooperation, action, by=by, side=side, now=now, note=obligation.note, what=obligation.what,
        owed_by=obligation.owed_by, due_on=str(obligation.due_on),
    )  # fmt: skip
    letters.tell(event, by=by)
