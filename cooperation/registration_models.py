"""Whether a transfer contract must be registered, by the department's data, and the certificates that came of it."""

from __future__ import annotations

from dataclasses import dataclass

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.pipeline_models import Cooperation
from cooperation.stage_choices import Side


class TransferCase(models.TextChoices):
    """What the duty to register depends on."""

    INTO = "into", _("From abroad into Viet Nam")
    ABROAD = "abroad", _("From Viet Nam abroad")
    STATE = "state", _("Within the country, with state money")
    PRIVATE = "private", _("Within the country, without state money")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What holds until the department has set a rule."""

    is_required: bool
    days: int


LAW = "Luật Chuyển giao công nghệ 07/2017/QH14, Điều 31; Luật 115/2025/QH15"
#: From general knowledge of the law; each is a proposal that the department checks.
PROPOSALS = {
    TransferCase.INTO: Proposal(True, 90),
    TransferCase.ABROAD: Proposal(True, 90),
    TransferCase.STATE: Proposal(True, 90),
    TransferCase.PRIVATE: Proposal(False, 0),
}


class RegistrationRule(models.Model):
    """Whether contracts of a case have to be registered, and within how many days of signing."""

    case = models.CharField(_("case"), max_length=10, choices=TransferCase, unique=True)
    is_required = models.BooleanField(_("must be registered"))
    days = models.PositiveSmallIntegerField(
        _("days from signing"), default=90, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    source = models.CharField(_("source"), max_length=300, help_text=_("Law and article."))
    checked_on = models.DateField(_("checked on"), help_text=_("The day on which the department read the source."))

    class Meta:
        verbose_name = _("rule on registering contracts")
        verbose_name_plural = _("rules on registering contracts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.get_case_display())


class ContractRegistration(models.Model):
    """Which case a contract is, and its certificate once there is one; the newest row counts. Append-only."""

    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, related_name="registrations", verbose_name=_("cooperation")
    )
    case = models.CharField(_("case"), max_length=10, choices=TransferCase)
    number = models.CharField(_("number of the certificate"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    side = models.CharField(_("side"), max_length=10, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("registration of a contract")
        verbose_name_plural = _("registrations of contracts")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number="", issued_on=None)
                | (~models.Q(number="") & models.Q(issued_on__isnull=False)),
                name="registration_certificate_whole",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="registration_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("cooperation", "case", "number", "issued_on", "side", "at"),
            ),
            pgtrigger.Protect(name="registration_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.cooperation_id} {self.case} {self.number}"
