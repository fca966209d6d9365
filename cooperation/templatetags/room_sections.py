"""Sections of a room's page: its template asks for them, the room's own code knows nothing of them."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from cooperation.filing.showing import may_file, rows_of
from cooperation.models import Cooperation, CooperationStage
from cooperation.paper_models import PaperKind
from cooperation.papers import showing as papers_shown
from cooperation.pipeline.room_pages import Reader
from cooperation.sections import sections_of
from cooperation.stage_choices import Stage

register = template.Library()


@register.simple_tag
def room_sections(cooperation: Cooperation) -> dict[str, Any]:
    return sections_of(cooperation)


@register.inclusion_tag("cooperation/room/_documents.html")
def room_documents(cooperation: Cooperation, reader: Reader, documents: list[dict[str, Any]]) -> dict[str, Any]:
    """All documents of the room, and the way to add one."""
    return {
        "cooperation": cooperation,
        "documents": rows_of(documents),
        "may_file": may_file(cooperation, reader),
    }


@register.inclusion_tag("cooperation/room/_agreement.html")
def room_agreement(
    cooperation: Cooperation, stage: CooperationStage | None, agreement: dict[str, Any] | None
) -> dict[str, Any]:
    """The confidentiality agreement: while it is the stage's business, and once there is one."""
    confirmed = agreement["confirmed"] if agreement else []
    return {
        "cooperation": cooperation, "stage": stage, "is_drawn_up": agreement is not None, "confirmed": confirmed,
    }  # fmt: skip


@register.inclusion_tag("cooperation/room/_papers.html")
def room_papers(
    cooperation: Cooperation, stage: CooperationStage | None, papers: list[dict[str, Any]]
) -> dict[str, Any]:  # fmt: skip
    """Memorandum and contract, each while it is the stage's business and once it is recorded."""
    rows = papers_shown.rows_of(papers)
    kinds = [
        {
            "kind": kind,
            "rows": [row for row in rows if row.kind == kind],
            "may_draft": stage and stage.code == kind,
        }
        for kind in PaperKind
        if any(row.kind == kind for row in rows) or (stage and stage.code == kind)
    ]
    return {"cooperation": cooperation, "kinds": kinds}


@register.inclusion_tag("cooperation/room/_obligations.html")
def room_obligations(cooperation: Cooperation, reader: Reader, sections: dict[str, Any]) -> dict[str, Any]:
    """What the papers oblige the sides to, once there is a paper."""
    return {
        "cooperation": cooperation,
        "rows": papers_shown.owed_rows(sections["owed"], today=timezone.localdate()),
        "may_add": cooperation.is_running and reader.may_write and bool(sections["papers"]),
    }


@register.inclusion_tag("cooperation/room/_registration.html")
def room_registration(
    cooperation: Cooperation, reader: Reader, stage: CooperationStage | None, sections: dict[str, Any]
) -> dict[str, Any]:
    """Whether the contract must be registered, once both sides have confirmed one or the stage has come."""
    papers = papers_shown.rows_of(sections["papers"])
    shown = papers_shown.registration_shown(sections["registration"], papers)
    has_contract = any(row.kind == PaperKind.CONTRACT and row.is_agreed for row in papers)
    is_next = bool(stage and stage.code == Stage.REGISTERED)
    return {
        "cooperation": cooperation,
        "is_shown": bool(shown) or has_contract or is_next,
        "may_write": cooperation.is_running and reader.may_write,
        **shown,
    }
