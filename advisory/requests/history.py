"""The history of a request: written here alone, and kept by the database from everybody."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from advisory.models import ServiceEvent, ServiceRequest


def record(
    request: ServiceRequest,
    action: str,
    *,
    party: str,
    now: datetime,
    by: User | None = None,
    note: str = "",
    **values: object,
) -> ServiceEvent:
    return ServiceEvent.objects.create(
        request=request, at=now, actor=by, party=party, action=action, note=note, values=values
    )
