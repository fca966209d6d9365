"""What came of a cooperation: reports by the demand side, and when each was asked for."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.outcome_choices import CONTENT, OutcomeKind, ReportState
from cooperation.pipeline_models import Cooperation

LONGEST_TEXT = 1200
MOST_JOBS = 100_000
CHANGED = " OR ".join(
    f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in (*CONTENT, "cooperation_id", "kind", "sent_at")
)


class OutcomeReport(models.Model):
    """One report: written as a draft, sent, then verified or returned; what was sent never changes."""

    Kind = OutcomeKind
    State = ReportState

    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, related_name="reports", verbose_name=_("cooperation")
    )  # fmt: skip
    kind = models.CharField(_("kind of report"), max_length=10, choices=OutcomeKind)
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.DRAFT)
    #: Counts the times a draft was saved: whoever saves says from which one.
    version = models.PositiveIntegerField(default=0)
    output = models.TextField(
        _("What is made or done with it"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )
    output_figure = models.CharField(_("Amount made"), max_length=60, blank=True)
    cost_saved = models.PositiveBigIntegerField(_("Cost saved a year"), null=True, blank=True)
    energy_saved = models.CharField(_("Energy saved"), max_length=60, blank=True)
    jobs = models.PositiveIntegerField(
        _("Jobs created"), null=True, blank=True, validators=[MaxValueValidator(MOST_JOBS)]
    )
    revenue = models.PositiveBigIntegerField(_("Additional revenue a year"), null=True, blank=True)
    went_well = models.TextField(_("What went well"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)])
    went_badly = models.TextField(_("What did not"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)])
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    changed_at = models.DateTimeField(_("last change"), default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)])
    #: What the supply side says to it, once.
    partner_agrees = models.BooleanField(_("confirmed by the supply side"), null=True, blank=True)
    partner_note = models.TextField(_("remark"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)])
    partner_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    partner_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("report of outcome")
        verbose_name_plural = _("reports of outcome")
        ordering = ["begun_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperation", "kind"], condition=Q(state__in=["draft", "sent"]), name="outcome_one_open"
            ),
            models.UniqueConstraint(
                fields=["cooperation", "kind"], condition=Q(state="verified"), name="outcome_one_verified"
            ),
            models.CheckConstraint(condition=Q(state="draft") ^ Q(sent_at__isnull=False), name="outcome_sent_has_time"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent"], settled_at=None)
                | Q(state__in=["returned", "verified", "superseded"], settled_at__isnull=False),
                name="outcome_settled_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["cooperation"], condition=Q(state="sent"), name="outcome_to_verify"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="outcome_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.state <> 'draft' AND ({CHANGED})"),
            ),
            pgtrigger.Protect(name="outcome_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.cooperation_id} {self.kind}: {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("cooperation:outcome", args=[self.cooperation.reference, self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == ReportState.DRAFT


class OutcomeRequest(models.Model):
    """A report was asked for, once each."""

    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, related_name="requests", verbose_name=_("cooperation")
    )  # fmt: skip
    kind = models.CharField(_("kind of report"), max_length=10, choices=OutcomeKind)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("request for a report")
        verbose_name_plural = _("requests for reports")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["cooperation", "kind"], name="outcome_asked_once")]

    def __str__(self) -> str:
        return f"{self.cooperation_id} {self.kind}"
