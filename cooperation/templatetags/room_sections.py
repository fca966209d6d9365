"""Sections of a room's page: its template asks for them, the room's own code knows nothing of them."""

from __future__ import annotations

from typing import Any

from django import template

from cooperation.agreeing.confirming import confirmed_sides
from cooperation.filing.showing import documents_of, may_file
from cooperation.models import Cooperation, CooperationStage
from cooperation.pipeline.room_pages import Reader

register = template.Library()


@register.inclusion_tag("cooperation/room/_documents.html")
def room_documents(cooperation: Cooperation, reader: Reader) -> dict[str, Any]:
    """All documents of the room, and the way to add one."""
    return {
        "cooperation": cooperation,
        "documents": documents_of(cooperation),
        "may_file": may_file(cooperation, reader),
    }


@register.inclusion_tag("cooperation/room/_agreement.html")
def room_agreement(cooperation: Cooperation, stage: CooperationStage | None) -> dict[str, Any]:
    """The confidentiality agreement: while it is the stage's business, and once there is one."""
    return {"cooperation": cooperation, "stage": stage, **confirmed_sides(cooperation)}
