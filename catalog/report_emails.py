"""The letter about a problem with a listing to the officer who looks after it."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.outbox import enqueue
from catalog.models import ProblemReport


def problem_reported(report: ProblemReport) -> None:
    """To the listing's officer, else to the connection point; answering it writes to who reported."""
    officer = report.listing.officer
    reader = officer if officer is not None and officer.is_active and officer.is_officer else None
    language = reader.language if reader else settings.LANGUAGE_CODE
    with translation.override(language):
        enqueue(
            key=f"problem-report/{report.pk}",
            kind="problem_reported",
            to=reader.email if reader else settings.POINT["email"],
            user=reader,
            language=language,
            template="catalog/emails/problem_reported",
            context=letter_context(report, reader),
            reply_to=report.email,
        )


def letter_context(report: ProblemReport, reader: User | None) -> dict[str, object]:
    why = _("you look after this listing") if reader else _("no officer looks after this listing")
    return {
        **({"person": reader} if reader else {"greeting": ""}),
        "listing": report.listing,
        "report": report,
        "opening": _("A reader has reported a problem with the listing below."),
        "closing": _("Who reported left an e-mail address: your answer to this letter goes there.")
        if report.email
        else "",
        "action_label": _("Open the report"),
        "action_url": settings.SITE_URL + reverse("catalog:problem-report", args=[report.pk]),
        "why": why,
    }
