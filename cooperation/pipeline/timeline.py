"""The geometry of a plan: a bar for each stage between its beginning and its end, on a common scale; pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

WIDTH = 1000
ROW = 26
HIGH = 12
TOP = 6
BOTTOM = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """A stage: `begun_on` and `ended_on` as they were, `due_on` as planned."""

    label: str
    state: str
    due_on: date
    begun_on: date | None
    ended_on: date | None


@dataclass(frozen=True)
class Drawing:
    """Everything a template needs to draw the bars; all lengths in units of the view box."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    years: list[dict[str, Any]] = field(default_factory=list)
    today_x: int = 0
    width: int = WIDTH
    height: int = 0
    base: int = 0


def draw(bars: Sequence[Bar], *, start: date, today: date) -> Drawing:
    """Place bars one below the other; a planned one begins where the one before is to end."""
    if not bars:
        return Drawing()
    last = max([today, *(bar.ended_on or bar.due_on for bar in bars), *(bar.due_on for bar in bars)])
    days = max((last - start).days, 1)

    def across(day: date) -> int:
        return round(WIDTH * min(max((day - start).days, 0), days) / days)

    rows, reached = [], start
    for index, bar in enumerate(bars):
        begin = bar.begun_on or max(reached, start)
        end = bar.ended_on or (max(today, bar.due_on) if bar.state == "current" else bar.due_on)
        x, right = across(begin), across(max(end, begin))
        rows.append(
            {
                "label": bar.label,
                "state": bar.state,
                "x": x,
                "width": max(right - x, 4),
                "y": TOP + ROW * index,
                "due_x": across(bar.due_on),
                "is_late": (bar.ended_on or today) > bar.due_on and bar.state in ("current", "done"),
            }
        )
        reached = max(end, begin)
    base = TOP + ROW * len(bars)
    return Drawing(
        rows=rows, years=ticks(start, start + timedelta(days=days), across=across), today_x=across(today),
        height=base + BOTTOM, base=base,
    )  # fmt: skip


def ticks(start: date, end: date, *, across: Any) -> list[dict[str, Any]]:
    """The first day of each year between the two, or of each quarter where there are few years."""
    step = 12 if (end - start).days > 3 * 365 else 6 if (end - start).days > 365 else 3
    day = date(start.year, 1, 1)
    marks = []
    while day <= end:
        if day > start:
            marks.append({"x": across(day), "month": day.month, "year": day.year})
        month = day.month - 1 + step
        day = date(day.year + month // 12, month % 12 + 1, 1)
    return marks
