"""What readers say is wrong with a listing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProblemReportQuerySet(models.QuerySet["ProblemReport"]):
    def open(self) -> ProblemReportQuerySet:
        return self.filter(state=ProblemReport.State.OPEN)

    def settled(self) -> ProblemReportQuerySet:
        return self.filter(state=ProblemReport.State.SETTLED)


class ProblemReport(models.Model):
    """A problem with a listing that anybody may report; an officer settles it with a note."""

    class Reason(models.TextChoices):
        WRONG = "wrong", _("Something in it is wrong")
        OUT_OF_DATE = "out_of_date", _("It is out of date")
        CONTACT = "contact", _("It shows contact details")
        RIGHTS = "rights", _("It infringes somebody’s rights")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("problem report", "Open")
        SETTLED = "settled", _("Settled")

    listing = models.ForeignKey(
        "catalog.Listing", models.CASCADE, related_name="problem_reports", verbose_name=_("listing")
    )
    reason = models.CharField(_("What is the problem?"), max_length=12, choices=Reason)
    text = models.TextField(_("Description of the problem"), max_length=1000)
    email = models.EmailField(_("E-mail address for an answer"), blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reported by"),
    )
    fingerprint = models.CharField(max_length=64, editable=False)
    reported_at = models.DateTimeField(_("reported at"), default=timezone.now)
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.OPEN)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )
    note = models.TextField(_("What was done"), max_length=1000, blank=True)

    objects = ProblemReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem report")
        verbose_name_plural = _("problem reports")
        ordering = ["reported_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "fingerprint"], condition=Q(state="open"), name="problem_report_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True)
                | Q(state="settled", settled_at__isnull=False) & ~Q(note=""),
                name="problem_report_settled_with_note",
            ),
        ]
        indexes = [
            models.Index(fields=["reported_at", "id"], condition=Q(state="open"), name="problem_report_open"),
            models.Index(fields=["-settled_at", "-id"], condition=Q(state="settled"), name="problem_report_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.reason}"
