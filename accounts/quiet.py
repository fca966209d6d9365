"""Whether a person is written to now, by their choice and the calendar."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from accounts.quiet_hours import ZONE, is_quiet
from taxonomy.models import Holiday


def is_holiday(now: datetime) -> bool:
    """Whether it is a public holiday in Vietnam at that moment."""
    return Holiday.objects.filter(on=now.astimezone(ZONE).date()).exists()


def may_write(user: User, *, now: datetime) -> bool:
    """Whether a letter that can wait may go to the person now; one that may not is due again after the quiet hours."""
    return not is_quiet(now, user.quiet_hours, is_holiday=is_holiday(now))
