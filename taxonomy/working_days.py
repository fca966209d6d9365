"""Deadlines in working days: Saturdays, Sundays and public holidays do not count. Pure."""

from collections.abc import Collection
from datetime import date, timedelta


def add_working_days(start: date, days: int, *, holidays: Collection[date] = ()) -> date:
    """The last day of a period of working days that begins the day after `start`."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            days -= 1
    return day


def working_days_ago(end: date, days: int, *, holidays: Collection[date] = ()) -> date:
    """The latest day after which `days` working days have passed by the end of `end`."""
    day = end
    while days > 0:
        days -= day.weekday() < 5 and day not in holidays
        day -= timedelta(days=1)
    return day


def working_days_between(start: date, end: date, *, holidays: Collection[date] = ()) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
    if end < start:
        return -working_days_between(end, start, holidays=holidays)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 and day not in holidays for day in days)
