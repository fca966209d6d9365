"""Cooperations of an organisation that ends: closed with it, or passed to the organisation it was merged into."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from accounts.models import Organisation, User
from cooperation.models import Cooperation
from cooperation.pipeline import letters
from cooperation.pipeline.history import record
from cooperation.pipeline.stages import current_of
from cooperation.stage_choices import RUNNING, CooperationState, Side


def end_cooperations(*, organisation: Organisation, by: User, now: datetime, note: str) -> None:
    """Nobody waits for an organisation that is no more; what was written stays."""
    for cooperation in locked(Q(need_side=organisation) | Q(offer_side=organisation)):
        end(cooperation, by=by, now=now, note=note)


def pass_cooperations(*, source: Organisation, target: Organisation, by: User, now: datetime, note: str) -> None:
    """The target takes the source's place; what the two had with each other ends and keeps both names."""
    for cooperation in locked(Q(need_side=source, offer_side=target) | Q(need_side=target, offer_side=source)):
        end(cooperation, by=by, now=now, note=note)
    Cooperation.objects.filter(need_side=source).exclude(offer_side=target).update(need_side=target)
    Cooperation.objects.filter(offer_side=source).exclude(need_side=target).update(offer_side=target)


def locked(sides: Q) -> list[Cooperation]:
    running = Cooperation.objects.filter(sides, state__in=RUNNING).order_by("pk")
    related = running.select_related("need_side", "offer_side", "officer")
    return list(related.select_for_update(of=("self",), no_key=True))


def end(cooperation: Cooperation, *, by: User, now: datetime, note: str) -> None:
    stage = current_of(cooperation)
    cooperation.state, cooperation.ended_at, cooperation.changed_at = CooperationState.CLOSED, now, now
    cooperation.stalled_at = None
    cooperation.save(update_fields=["state", "ended_at", "changed_at", "stalled_at"])
    event = record(
        cooperation, "side_ended", by=by, side=Side.OFFICER, now=now, stage=stage.code if stage else "", note=note
    )
    letters.tell(event, by=by)
