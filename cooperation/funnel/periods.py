"""Months, quarters and years, as addresses name them: 2026-09, 2026-Q3, 2026; pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTH, QUARTER, YEAR = "month", "quarter", "year"
UNITS = {MONTH: 1, QUARTER: 3, YEAR: 12}
FIRST_YEAR, LAST_YEAR = 2000, 2100
_NAME = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter or year of the calendar."""

    unit: str
    first: date

    @property
    def last(self) -> date:
        return add_months(self.first, UNITS[self.unit]) - timedelta(days=1)

    @property
    def number(self) -> int:
        """Of the month or quarter in its year."""
        return (self.first.month - 1) // UNITS[self.unit] + 1

    @property
    def name(self) -> str:
        """What an address calls it."""
        if self.unit == YEAR:
            return f"{self.first.year}"
        return f"{self.first.year}-Q{self.number}" if self.unit == QUARTER else f"{self.first:%Y-%m}"

    @property
    def before(self) -> Period:
        return Period(self.unit, add_months(self.first, -UNITS[self.unit]))


def period_around(day: date, unit: str) -> Period:
    """The month, quarter or year that the day lies in."""
    months = UNITS[unit]
    return Period(unit, date(day.year, (day.month - 1) // months * months + 1, 1))


def named(name: str) -> Period | None:
    """The period of that name; None for anything else."""
    found = _NAME.fullmatch(name)
    if found is None or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
        return None
    year = int(found["year"])
    if found["quarter"]:
        return Period(QUARTER, date(year, 3 * int(found["quarter"]) - 2, 1))
    return Period(MONTH, date(year, int(found["month"]), 1)) if found["month"] else Period(YEAR, date(year, 1, 1))


def latest(today: date, unit: str, *, count: int) -> list[Period]:
    """The period that runs and those before it, the latest first."""
    found = [period_around(today, unit)]
    while len(found) < count:
        found.append(found[-1].before)
    return found


def last_complete_quarter(today: date) -> Period:
    return period_around(today, QUARTER).before


def add_months(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
