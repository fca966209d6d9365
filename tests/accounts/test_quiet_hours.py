"""Quiet hours: around their edges, on days off, in any time zone the clock is given in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.quiet import may_write
from accounts.quiet_hours import DAYS_OFF, EVENING, MORNING, NEVER, NIGHTS, ZONE, is_quiet
from taxonomy.models import Holiday
from tests.factories_catalog import make_user

MONDAY, SATURDAY, SUNDAY = (datetime(2026, 11, day, tzinfo=ZONE) for day in (23, 28, 29))


@pytest.mark.parametrize(
    ("day", "clock", "days_off", "nights"),
    [
        (MONDAY, "00:00:00", True, True),
        (MONDAY, "06:59:59", True, True),
        (MONDAY, "07:00:00", False, False),
        (MONDAY, "12:00:00", False, False),
        (MONDAY, "19:59:59", False, False),
        (MONDAY, "20:00:00", True, True),
        (MONDAY, "23:59:59", True, True),
        (SATURDAY, "19:59:59", False, False),
        (SATURDAY, "20:00:00", True, True),
        (SUNDAY, "00:00:00", True, True),
        (SUNDAY, "12:00:00", True, False),
        (SUNDAY, "23:59:59", True, True),
    ],
)
def test_the_edges(day: datetime, clock: str, days_off: bool, nights: bool) -> None:
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    now = day + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    assert (is_quiet(now, DAYS_OFF), is_quiet(now, NIGHTS), is_quiet(now, NEVER)) == (days_off, nights, False)
    assert is_quiet(now.astimezone(UTC), DAYS_OFF) is days_off
    assert is_quiet(now.astimezone(ZoneInfo("America/New_York")), DAYS_OFF) is days_off


@pytest.mark.parametrize(("choice", "quiet"), [(DAYS_OFF, True), (NIGHTS, False), (NEVER, False)])
def test_a_public_holiday_is_like_a_sunday(choice: str, quiet: bool) -> None:
    assert is_quiet(MONDAY + timedelta(hours=12), choice, is_holiday=True) is quiet


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
MOMENTS = st.integers(0, 3 * 365 * 24 * 3600).map(lambda number: MONDAY + timedelta(seconds=number))


@UNHURRIED
@given(MOMENTS, st.booleans())
def test_who_wants_less_is_never_written_to_more(now: datetime, holiday: bool) -> None:
    quiet = [is_quiet(now, choice, is_holiday=holiday) for choice in (NEVER, NIGHTS, DAYS_OFF)]
    assert quiet == sorted(quiet)


@UNHURRIED
@given(MOMENTS)
def test_every_quiet_time_ends_at_seven_within_a_day_and_a_half(now: datetime) -> None:
    """Whatever falls due in quiet hours goes out after them: on a Saturday evening, on Monday at seven."""
    if not is_quiet(now, DAYS_OFF):
        assert MORNING <= now.astimezone(ZONE).time() < EVENING
        return
    local = now.astimezone(ZONE)
    morning = local.replace(hour=7, minute=0, second=0, microsecond=0)
    following = [morning + timedelta(days=days) for days in range(3)]
    first = next(each for each in following if each > local and not is_quiet(each, DAYS_OFF))
    assert first - local <= timedelta(hours=35)
    assert is_quiet(first - timedelta(microseconds=1), DAYS_OFF)


@pytest.mark.django_db
def test_the_calendar_is_that_of_vietnam() -> None:
    """17:30 on the eve in UTC is half past midnight of the holiday in Vietnam; noon there is a day off."""
    Holiday.objects.get_or_create(on=date(2026, 11, 24), defaults={"name_vi": "Lễ", "name_en": "Day"})
    user: Any = make_user()
    noon = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
    assert not may_write(user, now=noon)
    assert may_write(user, now=noon + timedelta(days=1))
    user.quiet_hours = User.QuietHours.NIGHTS
    assert may_write(user, now=noon)
