"""That an organisation has ended: closed, or merged into another that goes on with its listings."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OrganisationEnding(models.Model):
    """Who ended an organisation, when and why; once, and append-only."""

    organisation = models.OneToOneField(
        "accounts.Organisation", models.CASCADE, related_name="ending", verbose_name=_("organisation")
    )
    merged_into = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", verbose_name=_("merged into")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("Officer")
    )
    reason = models.TextField(_("Reason"), max_length=1000)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("end of an organisation")
        verbose_name_plural = _("ends of organisations")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("organisation")),
                name="ending_not_into_itself",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="ending_is_settled",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("organisation", "merged_into", "reason", "at"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} → {self.merged_into_id or '–'}"
