"""Who looks after a cooperation, what was tried where it stands still, and how it ends without result."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from cooperation.models import Cooperation, CooperationEvent
from cooperation.pipeline import letters
from cooperation.pipeline.access import can_act, can_take
from cooperation.pipeline.history import record
from cooperation.pipeline.stages import (
    CooperationError,
    EvidenceMissing,
    NotAllowed,
    awaken,
    current_of,
    lock,
    lock_running,
)
from cooperation.stage_choices import CooperationState, Side
from taxonomy.models import Concept

SHORTEST_NOTE = 10


class UnknownReason(CooperationError):
    """The reason is none of the coded ones."""


@transaction.atomic
def close(
    *, cooperation: Cooperation, side: str, reason: str, by: User, now: datetime, note: str = ""
) -> Cooperation:  # fmt: skip
    """A side, or the officer, ends it without result, with a coded reason; twice is once."""
    cooperation = lock(cooperation)
    if not can_act(by, cooperation, side):
        raise NotAllowed(cooperation.reference)
    if not cooperation.is_running:
        return cooperation
    if not Concept.objects.of("decline_reason").filter(code=reason).exists():
        raise UnknownReason(reason)
    stage = current_of(cooperation)
    cooperation.state, cooperation.reason, cooperation.ended_at = CooperationState.CLOSED, reason, now
    cooperation.changed_at, cooperation.stalled_at = now, None
    cooperation.save(update_fields=["state", "reason", "ended_at", "changed_at", "stalled_at"])
    event = record(
        cooperation, "closed", by=by, side=side, now=now, stage=stage.code if stage else "", note=note, reason=reason
    )
    letters.tell(event, by=by)
    return cooperation


@transaction.atomic
def resume(*, cooperation: Cooperation, by: User, now: datetime, note: str) -> Cooperation:
    """The officer takes up a cooperation that was closed: the stage that was under way is so again."""
    cooperation = lock(cooperation)
    if not can_act(by, cooperation, Side.OFFICER):
        raise NotAllowed(cooperation.reference)
    if cooperation.state != CooperationState.CLOSED:
        return cooperation
    if len(note) < SHORTEST_NOTE:
        raise EvidenceMissing(cooperation.reference)
    cooperation.reason, cooperation.ended_at = "", None
    cooperation.save(update_fields=["reason"])
    awaken(cooperation, now=now)
    letters.tell(record(cooperation, "resumed", by=by, side=Side.OFFICER, now=now, note=note), by=by)
    return cooperation


@transaction.atomic
def take(*, cooperation: Cooperation, officer: User, by: User, now: datetime) -> Cooperation:
    """An officer takes a cooperation over, or a manager gives it to a colleague."""
    cooperation = lock(cooperation)
    if not can_take(by, cooperation) or not (officer == by or by.is_manager):
        raise NotAllowed(cooperation.reference)
    if officer != by and not (officer.is_officer and officer.is_active):
        raise NotAllowed(cooperation.reference)
    if cooperation.officer == officer:
        return cooperation
    cooperation.officer, cooperation.changed_at = officer, now
    cooperation.save(update_fields=["officer", "changed_at"])
    letters.tell(record(cooperation, "officer", by=by, side=Side.OFFICER, now=now), by=by)
    return cooperation


@transaction.atomic
def note_contact(*, cooperation: Cooperation, by: User, now: datetime, note: str) -> CooperationEvent:
    """What the officer tried to get it going again: for officers alone, no letter."""
    cooperation = lock_running(cooperation, Side.OFFICER, by=by)
    if len(note) < SHORTEST_NOTE:
        raise EvidenceMissing(cooperation.reference)
    last = cooperation.events.filter(action="contacted", actor=by).last()
    if last is not None and last.note == note:
        return last
    return record(cooperation, "contacted", by=by, side=Side.OFFICER, now=now, note=note)


@transaction.atomic
def describe(
    *, cooperation: Cooperation, side: str, kind: str, value: int | None, by: User, now: datetime
) -> Cooperation:  # fmt: skip
    """What sort of cooperation it is, and its value in VND; the former ones stay in the history."""
    cooperation = lock_running(cooperation, side, by=by)
    if (cooperation.kind, cooperation.value) == (kind, value):
        return cooperation
    cooperation.kind, cooperation.value, cooperation.changed_at = kind, value, now
    cooperation.save(update_fields=["kind", "value", "changed_at"])
    letters.tell(record(cooperation, "described", by=by, side=side, now=now, kind=kind, value=value), by=by)
    return cooperation
