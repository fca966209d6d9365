"""Reports in words: the facts of one, and the section of a room with whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import get_language

from cooperation.models import Cooperation, CooperationStage, OutcomeReport
from cooperation.outcome_choices import CONTENT, FIGURES, OutcomeKind, ReportState
from cooperation.outcomes import due
from cooperation.outcomes.writing import opens
from cooperation.stage_choices import Side
from taxonomy.formats import money, number

MONEY = ("cost_saved", "revenue")
#: The reports of a cooperation that stand, with what its room shows of them.
REPORTS = ArraySubquery(
    OutcomeReport.objects.filter(cooperation=OuterRef("pk"))
    .exclude(state=ReportState.SUPERSEDED)
    .order_by("begun_at", "pk")
    .values(found=JSONObject(**{name: name for name in ("pk", "kind", "state", *FIGURES)}))
)
Row = dict[str, Any]


def shown(report: OutcomeReport, name: str) -> str:
    """A value of a report as the reader's language writes it."""
    value, language = getattr(report, name), (get_language() or "vi")[:2]
    if value is None or value == "":
        return ""
    if name in MONEY:
        return money(value, language)
    return number(value, language) if name == "jobs" else str(value)


def facts_of(report: OutcomeReport, names: Iterable[str] = CONTENT) -> list[Row]:
    """The values of a report with their names; what was not told has an empty one."""
    return [{"label": label_of(name), "value": shown(report, name)} for name in names]


def label_of(name: str) -> str:
    return str(OutcomeReport._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def section(
    cooperation: Cooperation, stages: Iterable[CooperationStage], reports: list[Row], *, sides: Iterable[str],
    may_write: bool, now: datetime,
) -> list[Row]:  # fmt: skip
    """A row for each report that was written or can be by now: where it stands, and what the reader can do."""
    is_need = Side.NEED in sides
    newest, verified = standing(cooperation, reports, with_drafts=is_need)
    by_code = {stage.code: stage for stage in stages}
    rows = []
    for kind in OutcomeKind:
        stage = by_code.get(due.DUE[kind].stage)
        is_open = stage is not None and opens(kind, stage, now=now)
        if is_open or kind in newest:
            may_begin = is_need and may_write and is_open
            rows.append(row(kind, newest.get(kind), verified.get(kind), may_begin=may_begin))
    return rows


def standing(
    cooperation: Cooperation, reports: list[Row], *, with_drafts: bool
) -> tuple[dict[str, OutcomeReport], dict[str, OutcomeReport]]:
    """The newest report of each kind, and the one that is verified; a draft is the demand side's own."""
    newest, verified = {}, {}
    found = [each for each in reports if with_drafts or each["state"] != ReportState.DRAFT]
    for report in (OutcomeReport(cooperation=cooperation, **each) for each in found):
        newest[report.kind] = report
        if report.state == ReportState.VERIFIED:
            verified[report.kind] = report
    return newest, verified


def row(kind: OutcomeKind, report: OutcomeReport | None, verified: OutcomeReport | None, *, may_begin: bool) -> Row:
    state = report.state if report else ""
    awaited = due.turn(state)
    return {
        "kind": kind.value,
        "label": kind.label,
        "report": report,
        "turn": Side(awaited).label if awaited else "",
        "verified": verified,
        "is_corrected": verified is not None and report != verified,
        "figures": [fact for fact in facts_of(verified, FIGURES) if fact["value"]] if verified else [],
        "may_begin": may_begin and state not in (ReportState.DRAFT, ReportState.SENT),
    }
