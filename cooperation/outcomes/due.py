"""When which report is asked for, and whose turn it is; pure functions."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Due:
    """A report belongs to a stage; it is asked for between so many months after that stage was done."""

    stage: str
    months: int
    until: int


DUE = {
    "pilot": Due("pilot", 0, 24),
    "production": Due("production", 0, 6),
    "impact_6": Due("production", 6, 12),
    "impact_12": Due("production", 12, 24),
}


def months_before(day: date, months: int) -> date:
    """The same day so many months ago, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def window(kind: str, *, today: date) -> tuple[date, date]:
    """Between which days, the first left out, the stage was done for which the report is asked for today.

    The windows of one stage follow each other: after a pause of a year only the latest report is asked for.
    """
    due = DUE[kind]
    return months_before(today, due.until), months_before(today, due.months)


def may_begin(kind: str, *, state: str, settled_on: date | None, today: date) -> bool:
    """Whether the report can be written: from the stage on, or from so many months after it was done."""
    due = DUE[kind]
    if state == "current":
        return due.months == 0
    return state == "done" and settled_on is not None and settled_on <= months_before(today, due.months)


def turn(state: str) -> str:
    """Whose turn it is, from the state of the newest report of a kind; "" before there is one."""
    return {"": "need", "draft": "need", "returned": "need", "sent": "officer"}.get(state, "")
