"""What the supply side says to a report, and how the officer verifies or returns it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from cooperation.models import OutcomeReport
from cooperation.outcome_choices import ReportState
from cooperation.pipeline import letters
from cooperation.pipeline.access import can_act
from cooperation.pipeline.history import record
from cooperation.pipeline.stages import CooperationError, EvidenceMissing, NotAllowed, lock
from cooperation.stage_choices import Side

SHORTEST_REASON = 10


class Settled(CooperationError):
    """The report is not waiting any more: somebody was faster, or the page was old."""


@transaction.atomic
def verify(*, report: OutcomeReport, by: User, now: datetime) -> OutcomeReport:
    """The officer has checked it: it counts from now on, in place of the one before; twice is once."""
    report = held(report, Side.OFFICER, by=by)
    if report.state == ReportState.VERIFIED:
        return report
    waiting(report)
    before = report.cooperation.reports.filter(kind=report.kind, state=ReportState.VERIFIED)
    before.update(state=ReportState.SUPERSEDED)
    settle(report, ReportState.VERIFIED, by=by, now=now)
    event = record(report.cooperation, "report_verified", by=by, side=Side.OFFICER, now=now, report=report.kind)
    letters.tell(event, by=by)
    return report


@transaction.atomic
def send_back(*, report: OutcomeReport, note: str, by: User, now: datetime) -> OutcomeReport:
    """The officer asks for another one and says why; what was sent stands beside it."""
    report = held(report, Side.OFFICER, by=by)
    if report.state == ReportState.RETURNED and report.reason == note:
        return report
    waiting(report)
    if len(note) < SHORTEST_REASON:
        raise EvidenceMissing(str(report))
    report.reason = note
    settle(report, ReportState.RETURNED, by=by, now=now)
    event = record(
        report.cooperation, "report_returned", by=by, side=Side.OFFICER, now=now, note=note, report=report.kind
    )
    letters.tell(event, by=by)
    return report


@transaction.atomic
def remark(*, report: OutcomeReport, agrees: bool, note: str, by: User, now: datetime) -> OutcomeReport:
    """The supply side confirms what a report says, or sees it otherwise and says how; once for each report."""
    report = held(report, Side.OFFER, by=by)
    if report.partner_at is not None:
        if (report.partner_agrees, report.partner_note) == (agrees, note):
            return report
        raise Settled(str(report))
    if report.state not in (ReportState.SENT, ReportState.VERIFIED):
        raise Settled(str(report))
    if not agrees and len(note) < SHORTEST_REASON:
        raise EvidenceMissing(str(report))
    report.partner_agrees, report.partner_note, report.partner_by, report.partner_at = agrees, note, by, now
    report.save(update_fields=["partner_agrees", "partner_note", "partner_by", "partner_at"])
    action = "report_confirmed" if agrees else "report_disputed"
    event = record(report.cooperation, action, by=by, side=Side.OFFER, now=now, note=note, report=report.kind)
    letters.tell(event, by=by)
    return report


def held(report: OutcomeReport, side: str, *, by: User) -> OutcomeReport:
    """The report as it is now, kept from changing, for somebody who may act for this side."""
    cooperation = lock(report.cooperation)
    if not can_act(by, cooperation, side):
        raise NotAllowed(cooperation.reference)
    report = OutcomeReport.objects.get(pk=report.pk)
    report.cooperation = cooperation
    return report


def waiting(report: OutcomeReport) -> None:
    if report.state != ReportState.SENT:
        raise Settled(str(report))


def settle(report: OutcomeReport, state: str, *, by: User, now: datetime) -> None:
    report.state, report.settled_by, report.settled_at = state, by, now
    report.save(update_fields=["state", "reason", "settled_by", "settled_at"])
