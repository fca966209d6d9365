"""Templates of agreements, the agreements drawn up from them, and who confirmed which text."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cooperation.document_models import DocumentVersion
from cooperation.pipeline_models import Cooperation
from cooperation.stage_choices import Side, Stage


class AgreementKind(models.TextChoices):
    """Named as the stage that it is for: the first is confirmed in the portal, the others are signed on paper."""

    NDA = Stage.NDA.value, Stage.NDA.label
    MEMORANDUM = Stage.MEMORANDUM.value, Stage.MEMORANDUM.label
    CONTRACT = Stage.CONTRACT.value, Stage.CONTRACT.label


class TwoLanguages(models.Model):
    """A text in both languages; the Vietnamese one prevails."""

    text_vi = models.TextField(_("text (Vietnamese)"))
    text_en = models.TextField(_("text (English)"))

    class Meta:
        abstract = True

    @property
    def text(self) -> str:
        return self.text_en if (get_language() or "vi").startswith("en") else self.text_vi


class AgreementTemplate(TwoLanguages):
    """One version of the department's text, Markdown with {fields}; the newest is used, and none ever changes."""

    kind = models.CharField(_("kind of agreement"), max_length=20, choices=AgreementKind, default=AgreementKind.NDA)
    version = models.PositiveIntegerField(_("version"), editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+",
        verbose_name=_("written by"),
    )  # fmt: skip
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("template of an agreement")
        verbose_name_plural = _("templates of agreements")
        ordering = ["kind", "-version"]
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="agreement_template_version")]
        triggers = [
            pgtrigger.Protect(
                name="template_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("kind", "version", "text_vi", "text_en", "at"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"


class Agreement(TwoLanguages):
    """A text filled in for one cooperation, as it is confirmed; drawn up anew, the one before is `replaced_at`."""

    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, related_name="agreements", verbose_name=_("cooperation")
    )
    kind = models.CharField(_("kind of agreement"), max_length=20, choices=AgreementKind)
    #: The round of the stage: opened once more, it takes an agreement of its own.
    round = models.PositiveSmallIntegerField()
    template = models.ForeignKey(AgreementTemplate, models.PROTECT, related_name="+", verbose_name=_("template"))
    filled = models.JSONField(_("what was filled in"), default=dict)
    #: Of both texts.
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperation", "kind", "round"], condition=Q(replaced_at=None), name="agreement_one_in_force"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="agreement_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "cooperation", "kind", "round", "template", "text_vi", "text_en", "filled", "sha256", "at"
                ),
            ),
            pgtrigger.Protect(name="agreement_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.cooperation_id} {self.kind}/{self.round}"


class AgreementConfirmation(models.Model):
    """A side stands by the text of an agreement. Append-only."""

    class Way(models.TextChoices):
        SECOND_FACTOR = "factor", _("Signed in again with the second factor")
        SCAN = "scan", _("Signed on paper")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="confirmations", verbose_name=_("agreement"))
    side = models.CharField(_("side"), max_length=10, choices=Side)
    way = models.CharField(_("way"), max_length=10, choices=Way)
    scan = models.ForeignKey(DocumentVersion, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("confirmation of an agreement")
        verbose_name_plural = _("confirmations of agreements")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "side"], name="confirmation_once"),
            models.CheckConstraint(condition=Q(side__in=["need", "offer"]), name="confirmation_by_a_party"),
            models.CheckConstraint(
                condition=Q(way="factor", scan=None) | Q(way="scan", scan__isnull=False), name="confirmation_way"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="confirmation_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("agreement", "side", "way", "scan", "at"),
            ),
            pgtrigger.Protect(name="confirmation_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.side}"
