"""What a room shows of its outcome: its template asks for it, its code knows nothing of it."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from cooperation.models import Cooperation
from cooperation.outcomes.presenting import section
from cooperation.pipeline.room_pages import Reader
from cooperation.stories.telling import TELLING

register = template.Library()


@register.inclusion_tag("cooperation/outcomes/_section.html")
def outcomes(
    cooperation: Cooperation, reader: Reader, rows: list[dict[str, Any]], reports: list[dict[str, Any]]
) -> dict[str, Any]:
    """The reports of a cooperation, and whose turn it is."""
    stages = [row["stage"] for row in rows]
    found = section(cooperation, stages, reports, sides=reader.sides, may_write=reader.may_write, now=timezone.now())
    return {"cooperation": cooperation, "reports": found, "has_story": not reader.is_guest and tellable(found)}


def tellable(found: list[dict[str, Any]]) -> bool:
    """Whether a report that a story can tell of is verified."""
    return any(row["verified"] is not None and row["kind"] in TELLING for row in found)
