"""The lists of technologies encouraged, restricted and prohibited for transfer, and what officers ruled by them."""

from __future__ import annotations

from datetime import date

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.review_models import Revision


class TransferRuleQuerySet(models.QuerySet["TransferRule"]):
    def in_force(self, on: date) -> TransferRuleQuerySet:
        """Entries that hold on a day, both ends included."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


@pghistory.track()
class TransferRule(models.Model):
    """An entry of one of the law's lists, with the words and fields by which a listing may be recognised."""

    class Regime(models.TextChoices):
        PROHIBITED = "prohibited", _("Prohibited from transfer")
        RESTRICTED = "restricted", _("Restricted transfer")
        ENCOURAGED = "encouraged", _("Encouraged transfer")

    regime = models.CharField(_("List"), max_length=10, choices=Regime)
    name_vi = models.CharField(_("Technology (Vietnamese)"), max_length=300)
    name_en = models.CharField(_("Technology (English)"), max_length=300, blank=True)
    source = models.CharField(_("Source"), max_length=300)
    words = ArrayField(
        models.CharField(max_length=80), verbose_name=_("Words that point at it"), default=list, blank=True
    )
    field_codes = ArrayField(models.CharField(max_length=10), verbose_name=_("Field codes"), default=list, blank=True)
    valid_from = models.DateField(_("In force from"))
    valid_to = models.DateField(_("In force until"), null=True, blank=True)

    objects = TransferRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("technology on a list of the law")
        verbose_name_plural = _("technologies on the lists of the law")
        ordering = ["regime", "name_vi", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="transfer_rule_dates"
            ),
            models.CheckConstraint(condition=~Q(words=[], field_codes=[]), name="transfer_rule_recognisable"),
            models.UniqueConstraint(fields=["regime", "name_vi", "valid_from"], name="transfer_rule_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_vi if (get_language() or "vi").startswith("vi") else self.name_en or self.name_vi


class LegalRuling(models.Model):
    """What an officer says of a revision under one entry; a permission is the written decision the law asks for.

    The regime is kept as it was: an entry that is changed later changes no ruling.
    """

    class Verdict(models.TextChoices):
        NOT_CONCERNED = "not_concerned", _("It does not concern this listing")
        CONCERNED = "concerned", _("It concerns this listing")
        PERMITTED = "permitted", _("It concerns this listing, and publication is permitted in writing")

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="legal_rulings", verbose_name=_("revision"))
    rule = models.ForeignKey(TransferRule, models.PROTECT, related_name="rulings", verbose_name=_("technology"))
    regime = models.CharField(_("List"), max_length=10, choices=TransferRule.Regime)
    verdict = models.CharField(_("Ruling"), max_length=15, choices=Verdict)
    text = models.TextField(_("Written decision"), max_length=3000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("Officer")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("legal ruling")
        verbose_name_plural = _("legal rulings")
        ordering = ["revision", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "rule"], name="legal_ruling_once"),
            models.CheckConstraint(
                condition=~Q(verdict="permitted") | Q(regime="restricted") & ~Q(text=""),
                name="legal_ruling_permission_in_writing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.verdict}"
