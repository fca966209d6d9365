"""The history of a cooperation: written here alone, and kept by the database from everybody."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from cooperation.models import Cooperation, CooperationEvent


def record(
    cooperation: Cooperation,
    action: str,
    *,
    now: datetime,
    by: User | None = None,
    side: str = "",
    stage: str = "",
    note: str = "",
    **values: object,
) -> CooperationEvent:
    return CooperationEvent.objects.create(
        cooperation=cooperation, at=now, actor=by, side=side, action=action, stage=stage, note=note, values=values
    )
