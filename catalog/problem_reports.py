"""Reporting a problem with a listing, and settling the report."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from django.db import transaction

from accounts.models import User
from catalog import report_emails
from catalog.models import AnyUser, Listing, ProblemReport
from catalog.permissions import can_review


class ReportError(Exception):
    """Something that cannot be done with a problem report."""


class NotAllowed(ReportError):
    """Only officers who do not belong to the listing's organisation settle a report."""


class NoteRequired(ReportError):
    """A report is settled with a word on what was done."""


class AlreadySettled(ReportError):
    """A colleague was faster; their note stands."""


@transaction.atomic
def report(*, listing: Listing, reason: str, text: str, by: AnyUser, now: datetime, email: str = "") -> ProblemReport:
    """Take a problem down and tell the listing's officer; the same words sent again while it is open change nothing."""
    mark = fingerprint(reason, text, email)
    row = ProblemReport(
        listing=listing, reason=reason, text=text, email=email, fingerprint=mark, reported_at=now,
        reporter=by if by.is_authenticated else None,
    )  # fmt: skip
    # Of two requests at once the second waits here and then finds the first one's row.
    ProblemReport.objects.bulk_create([row], ignore_conflicts=True)
    found = ProblemReport.objects.open().select_related("listing__officer").get(listing=listing, fingerprint=mark)
    report_emails.problem_reported(found)
    return found


def fingerprint(*words: str) -> str:
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def settle(*, report: ProblemReport, by: User, note: str, now: datetime) -> ProblemReport:
    """Close a report with a note on what was done; once."""
    locked = ProblemReport.objects.select_for_update(of=("self",)).select_related("listing").get(pk=report.pk)
    if not can_review(by, locked.listing):
        raise NotAllowed(by.pk)
    if not note.strip():
        raise NoteRequired(report.pk)
    if locked.state == ProblemReport.State.SETTLED:
        raise AlreadySettled(report.pk)
    locked.state, locked.settled_at, locked.settled_by, locked.note = ProblemReport.State.SETTLED, now, by, note
    locked.save(update_fields=["state", "settled_at", "settled_by", "note"])
    return locked
