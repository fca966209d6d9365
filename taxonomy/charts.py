"""The geometry of bar charts from plain data; pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

WIDTH, HEIGHT = 640, 240
LEFT, TOP, BOTTOM = 44, 20, 28


@dataclass(frozen=True)
class Chart:
    """Everything a template needs to draw the bars."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    columns: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    text_x: int = LEFT - 8
    label_y: int = HEIGHT - 8


def nice_top(highest: float) -> int:
    """Return a round number at or above the highest value, divisible by four."""
    if highest <= 4:
        return 4
    step = Decimal(10) ** (len(str(int(highest))) - 1)
    for factor in ("1", "1.2", "1.6", "2", "2.4", "3.2", "4", "6", "8", "10"):
        top = step * Decimal(factor)
        if top >= Decimal(str(highest)) and top % 4 == 0:
            return int(top)
    return int(step * 20)


def bars(items: Sequence[Mapping[str, Any]]) -> Chart:
    """Return rows with their share of the greatest value and columns with their place in the plot."""
    if not items:
        return Chart()
    highest = max(float(item["value"]) for item in items)
    top = nice_top(highest)
    room = HEIGHT - TOP - BOTTOM
    slot = (WIDTH - LEFT) / len(items)
    rows = [{**item, "share": round(100 * float(item["value"]) / highest) if highest > 0 else 0} for item in items]
    columns = []
    for index, item in enumerate(items):
        tall = room * float(item["value"]) / top
        columns.append(
            {
                **item,
                "x": round(LEFT + slot * index + slot * 0.16),
                "width": round(slot * 0.68),
                "middle": round(LEFT + slot * (index + 0.5)),
                "height": round(tall),
                "y": round(TOP + room - tall),
                "value_y": round(TOP + room - tall - 6),
            }
        )
    lines = [
        {"value": top * part // 4, "y": (y := round(TOP + room - room * part / 4)), "text_y": y + 4}
        for part in range(5)
    ]
    return Chart(rows=rows, columns=columns, lines=lines)


@dataclass(frozen=True)
class Calibration:
    """Shares from 0 to 1 that were expected and seen, as points with their intervals, and the line where both agree."""

    points: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    marks: list[dict[str, Any]] = field(default_factory=list)
    width: int = WIDTH
    height: int = 360
    left: int = LEFT + 12
    text_x: int = LEFT + 4
    top: int = TOP
    base: int = 360 - BOTTOM
    label_y: int = 360 - 8
    right: int = WIDTH - 12


def calibration(points: Sequence[tuple[float, float, float, float]]) -> Calibration:
    """Place points given as (expected, seen, low, high)."""
    plot = Calibration()

    def across(share: float) -> int:
        return round(plot.left + (plot.right - plot.left) * share)

    def up(share: float) -> int:
        return round(plot.base - (plot.base - plot.top) * share)

    placed = [
        {"x": across(expected), "y": up(seen), "low_y": up(low), "high_y": up(high)}
        for expected, seen, low, high in points
    ]
    quarters = [part / 4 for part in range(5)]
    lines = [{"value": round(100 * each), "y": up(each), "text_y": up(each) + 4} for each in quarters]
    marks = [{"value": round(100 * each), "x": across(each)} for each in quarters]
    return Calibration(placed, lines, marks)
