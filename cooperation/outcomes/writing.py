"""Reports of outcome as the demand side writes them: begun with what is known, saved as drafts, sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cooperation.models import Cooperation, CooperationStage, OutcomeReport
from cooperation.outcome_choices import CONTENT, FIGURES, ReportState
from cooperation.outcomes import due
from cooperation.pipeline import letters
from cooperation.pipeline.access import can_act
from cooperation.pipeline.history import record
from cooperation.pipeline.stages import CooperationError, NotAllowed, lock
from cooperation.stage_choices import Side

#: Reports that somebody has sent and nobody has returned.
TOLD = (ReportState.SENT, ReportState.VERIFIED)


class TooEarly(CooperationError):
    """The stage has not begun, or the months after it have not passed."""


class UnderVerification(CooperationError):
    """A report of this kind was sent and waits for the officer; `report` is it."""

    def __init__(self, report: OutcomeReport) -> None:
        super().__init__(str(report))
        self.report = report


class Stale(CooperationError):
    """Somebody saved the draft after the version this change was made from; `report` is as it is now."""

    def __init__(self, report: OutcomeReport) -> None:
        super().__init__(str(report))
        self.report = report


class NothingTold(CooperationError):
    """A report says at least in words what is made or done with the technology."""


@transaction.atomic
def begin(*, cooperation: Cooperation, kind: str, by: User, now: datetime) -> OutcomeReport:
    """The draft of this report: the one there is, or a new one with what was told before."""
    cooperation = lock(cooperation)
    if not can_act(by, cooperation, Side.NEED):
        raise NotAllowed(cooperation.reference)
    if not is_open(cooperation, kind, now=now):
        raise TooEarly(kind)
    reports = cooperation.reports.order_by("-begun_at", "-pk")
    found = reports.filter(kind=kind, state__in=[ReportState.DRAFT, ReportState.SENT]).first()
    if found is not None and not found.is_draft:
        raise UnderVerification(found)
    return found or OutcomeReport.objects.create(
        cooperation=cooperation, kind=kind, begun_at=now, changed_at=now, written_by=by,
        **known_before(cooperation, kind),
    )  # fmt: skip


def is_open(cooperation: Cooperation, kind: str, *, now: datetime) -> bool:
    """Whether a report of this kind can be written by now."""
    if kind not in due.DUE:
        return False
    stage = cooperation.stages.filter(code=due.DUE[kind].stage).first()
    return stage is not None and opens(kind, stage, now=now)


def opens(kind: str, stage: CooperationStage, *, now: datetime) -> bool:
    settled_on = timezone.localdate(stage.settled_at) if stage.settled_at else None
    return due.may_begin(kind, state=stage.state, settled_on=settled_on, today=timezone.localdate(now))


def known_before(cooperation: Cooperation, kind: str) -> dict[str, Any]:
    """All of this report where it was returned or is corrected; else the figures told last, or the need’s targets."""
    reports = cooperation.reports.exclude(state=ReportState.DRAFT).order_by("-sent_at", "-pk")
    if (same := reports.filter(kind=kind).first()) is not None:
        return {name: getattr(same, name) for name in CONTENT}
    if (last := reports.filter(state__in=TOLD).first()) is not None:
        return {name: getattr(last, name) for name in ("output", *FIGURES)}
    return {"output": targets_of(cooperation)}


def targets_of(cooperation: Cooperation) -> str:
    """A line for each figure that the need wants reached, for the writer to go on from."""
    if cooperation.need is None:
        return ""
    return "\n".join(
        _("%(name)s (target %(value)s): ") % {"name": each.name, "value": f"{each.value} {each.unit}".strip()}
        for each in cooperation.need.targets.all()
    )


@transaction.atomic
def save(
    *, report: OutcomeReport, by: User, now: datetime, seen: int, values: Mapping[str, Any]
) -> OutcomeReport:  # fmt: skip
    """Store what is right of a draft, made from version `seen`."""
    report = open_draft(report, by=by, seen=seen, values=values)
    if report.is_draft:
        store(report, by=by, now=now, values=values)
    return report


@transaction.atomic
def send(
    *, report: OutcomeReport, by: User, now: datetime, seen: int, values: Mapping[str, Any]
) -> OutcomeReport:  # fmt: skip
    """Send the report: the supply side and the officer are told, and it changes no more; twice is once."""
    report = open_draft(report, by=by, seen=seen, values=values)
    if not report.is_draft:
        return report
    if not values.get("output"):
        raise NothingTold(str(report))
    store(report, by=by, now=now, values=values)
    report.state, report.sent_by, report.sent_at = ReportState.SENT, by, now
    report.save(update_fields=["state", "sent_by", "sent_at"])
    event = record(report.cooperation, "report_sent", by=by, side=Side.NEED, now=now, report=report.kind)
    letters.tell(event, by=by)
    return report


def open_draft(report: OutcomeReport, *, by: User, seen: int, values: Mapping[str, Any]) -> OutcomeReport:
    """The draft as it is now, held; a report that was sent with the same words is returned as it stands."""
    cooperation = lock(report.cooperation)
    if not can_act(by, cooperation, Side.NEED):
        raise NotAllowed(cooperation.reference)
    report = OutcomeReport.objects.get(pk=report.pk)
    report.cooperation = cooperation
    is_same = all(getattr(report, name) == value for name, value in values.items())
    if not is_same and (not report.is_draft or report.version != seen):
        raise Stale(report)
    return report


def store(report: OutcomeReport, *, by: User, now: datetime, values: Mapping[str, Any]) -> None:
    written = [name for name in CONTENT if name in values]
    for name in written:
        setattr(report, name, values[name])
    report.version, report.written_by, report.changed_at = report.version + 1, by, now
    report.save(update_fields=[*written, "version", "written_by", "changed_at"])
