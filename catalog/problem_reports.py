"""Reporting a problem with a listing, settling the report, and forgetting who reported."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Q
from django.db.models.functions import Cast

from accounts.erasure import erased_among, erased_people
from accounts.models import User
from catalog import report_emails
from catalog.models import AnyUser, Listing, ProblemReport
from catalog.permissions import can_review

#: How long the address for an answer is kept: after the report was settled, and at most.
KEPT_AFTER_SETTLING, KEPT_AT_MOST = timedelta(days=90), timedelta(days=365)


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
    locked = (
        ProblemReport.objects.select_for_update(of=("self",), no_key=True).select_related("listing").get(pk=report.pk)
    )
    if not can_review(by, locked.listing):
        raise NotAllowed(by.pk)
    if not note.strip():
        raise NoteRequired(report.pk)
    if locked.state == ProblemReport.State.SETTLED:
        raise AlreadySettled(report.pk)
    locked.state, locked.settled_at, locked.settled_by, locked.note = ProblemReport.State.SETTLED, now, by, note
    locked.save(update_fields=["state", "settled_at", "settled_by", "note"])
    return locked


def forget_addresses(*, now: datetime) -> int:
    """Remove addresses that no answer needs any more, and those of people who were erased; the reports stay."""
    overdue = Q(settled_at__lte=now - KEPT_AFTER_SETTLING) | Q(reported_at__lte=now - KEPT_AT_MOST)
    gone = Q(reporter__in=erased_people()) | Q(pk__in=of_erased_addresses())
    # The fingerprint was made with the address, so it goes too.
    named = ProblemReport.objects.exclude(email="").filter(overdue | gone)
    return named.update(email="", fingerprint=Cast("pk", CharField()))


def of_erased_addresses() -> list[int]:
    """Reports whose address belonged to somebody erased after they were sent, signed in or not."""
    named = list(ProblemReport.objects.exclude(email="").values_list("pk", "email", "reported_at"))
    erased = erased_among(email for _, email, _ in named)
    return [pk for pk, email, at in named if (gone := erased.get(email.lower())) is not None and at <= gone]
