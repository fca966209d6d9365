"""Memoranda and contracts signed on paper: as one side recorded them, and which side confirmed which record."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.document_models import DocumentVersion
from cooperation.pipeline_models import Cooperation
from cooperation.stage_choices import Side, Stage


class PaperKind(models.TextChoices):
    """Named as the stage that it settles."""

    MEMORANDUM = Stage.MEMORANDUM.value, Stage.MEMORANDUM.label
    CONTRACT = Stage.CONTRACT.value, Stage.CONTRACT.label


class SignedPaper(models.Model):
    """What stands on the paper, with its scan. A correction is a record of its own; the one before is `replaced_at`."""

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="papers", verbose_name=_("cooperation"))
    kind = models.CharField(_("kind of paper"), max_length=20, choices=PaperKind)
    number = models.CharField(_("number"), max_length=60, blank=True)
    signed_on = models.DateField(_("signed on"))
    value = models.PositiveBigIntegerField(_("value in VND"), null=True, blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    scan = models.ForeignKey(DocumentVersion, models.PROTECT, related_name="+", verbose_name=_("scan"))
    #: For whom it was recorded.
    side = models.CharField(_("side"), max_length=10, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    #: When both sides had confirmed it.
    agreed_at = models.DateTimeField(_("confirmed by both sides at"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    class Meta:
        verbose_name = _("signed paper")
        verbose_name_plural = _("signed papers")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperation", "kind"], condition=Q(replaced_at=None, agreed_at=None), name="paper_one_waiting"
            ),
            models.UniqueConstraint(
                fields=["cooperation", "kind"], condition=Q(replaced_at=None, agreed_at__isnull=False),
                name="paper_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="paper_term"
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Protect(
                name="paper_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "cooperation", "kind", "number", "signed_on", "value", "valid_from", "valid_to", "scan", "side",
                    "at",
                ),
            ),
            pgtrigger.Protect(name="paper_stays", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.cooperation_id} {self.kind} {self.number}"


class PaperConfirmation(models.Model):
    """A side says that the record is what was signed. Append-only."""

    paper = models.ForeignKey(SignedPaper, models.PROTECT, related_name="confirmations", verbose_name=_("signed paper"))
    side = models.CharField(_("side"), max_length=10, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("confirmation of a signed paper")
        verbose_name_plural = _("confirmations of signed papers")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "side"], name="paper_confirmed_once"),
            models.CheckConstraint(condition=Q(side__in=["need", "offer"]), name="paper_confirmed_by_a_party"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="paper_confirmation_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("paper", "side", "at"),
            ),
            pgtrigger.Protect(name="paper_confirmation_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.side}"
