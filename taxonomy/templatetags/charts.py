"""Template tag that turns plain data into the geometry of a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

from taxonomy import charts

register = template.Library()


@register.simple_tag
def bars(items: Sequence[Mapping[str, Any]] | None) -> charts.Chart:
    """Return the geometry of the bars."""
    return charts.bars(items or [])


@register.simple_tag
def calibration(points: Sequence[tuple[float, float, float, float]]) -> charts.Calibration:
    """Return the geometry of a plot of what was expected and what was seen."""
    return charts.calibration(points)
