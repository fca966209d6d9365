"""Counting working days back from a day: the mirror of counting them forward."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from taxonomy.working_days import working_days_ago, working_days_between

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("end", "days", "holidays", "since"),
    [
        (MONDAY, 0, [], MONDAY),
        (MONDAY, 1, [], date(2026, 11, 22)),
        (MONDAY, 2, [], date(2026, 11, 19)),
        (MONDAY, 10, [], date(2026, 11, 9)),
        (date(2026, 11, 22), 1, [], date(2026, 11, 19)),
        (MONDAY, 1, [MONDAY], date(2026, 11, 19)),
    ],
)
def test_working_days_ago_is_the_latest_such_day(end: date, days: int, holidays: list[date], since: date) -> None:
    assert working_days_ago(end, days, holidays=holidays) == since
    assert working_days_between(since, end, holidays=holidays) == days
    assert working_days_between(since + timedelta(days=1), end, holidays=holidays) == max(0, days - 1) or days == 0
