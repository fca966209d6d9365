"""How the demonstration's needs were answered: most by offers, a few otherwise, some still wait and some are late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from catalog.models import Listing
from cooperation import triage
from cooperation.models import Triage


def load_triage(
    rows: list[dict[str, Any]], listings: dict[str, Listing], people: dict[str, User], *, now: datetime
) -> None:
    """Clocks of all published needs; what the rows do not tell of and is past its time was answered with offers."""
    triage.start_clocks(now=now)
    told = {listings[row["need"]].pk: row for row in rows}
    clocks = list(Triage.objects.all())
    for clock in clocks:
        row = told.get(clock.need_id, {})
        clock.officer = None if row.get("unassigned") else people["officer"]
        is_over = clock.due_on < timezone.localdate(now)
        if outcome := row.get("outcome", Triage.Outcome.MATCHES if is_over else ""):
            clock.outcome, clock.named, clock.note = outcome, row.get("named", ""), row.get("note", "")
            clock.ended_by, clock.ended_at = people["officer"], clock.started_at + timedelta(days=row.get("days", 9))
    Triage.objects.bulk_update(clocks, ["officer", "outcome", "named", "note", "ended_by", "ended_at"])
