"""Signed papers as a room and their own page show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from cooperation.models import PaperConfirmation, SignedPaper
from cooperation.paper_models import PaperKind

SIDES = PaperConfirmation.objects.filter(paper=OuterRef("pk")).order_by("pk").values("side")
#: Of a cooperation, the records in force and those that wait.
PAPERS = ArraySubquery(
    SignedPaper.objects.filter(cooperation=OuterRef("pk"), replaced_at=None)
    .order_by("signed_on", "pk")
    .values(
        found=JSONObject(
            kind="kind", number="number", signed_on="signed_on", value="value", agreed_at="agreed_at",
            confirmed=ArraySubquery(SIDES),
        )
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A record in a room."""

    kind: PaperKind
    number: str
    signed_on: date
    value: int | None
    is_agreed: bool
    confirmed: list[str]


def rows_of(papers: list[dict[str, Any]]) -> list[Row]:
    """The records that came as JSON."""
    return [
        Row(
            kind=PaperKind(each["kind"]),
            number=each["number"],
            signed_on=date.fromisoformat(each["signed_on"]),
            value=each["value"],
            is_agreed=each["agreed_at"] is not None,
            confirmed=each["confirmed"],
        )
        for each in papers
    ]
