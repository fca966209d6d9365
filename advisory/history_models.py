"""What every history of this app holds, and that nobody can change or delete it."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Party(models.TextChoices):
    REQUESTER = "requester", _("The requesting organisation")
    EXPERT = "expert", _("The expert")
    OFFICER = "officer", _("The connection point")


class Happening(models.Model):
    """What happened: who, for which side, when, why."""

    at = models.DateTimeField(_("at"), default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    party = models.CharField(_("side"), max_length=10, choices=Party, blank=True)
    action = models.CharField(_("action"), max_length=20)
    #: Dates, numbers and references that the sentence of the history needs; never a name.
    values: models.JSONField[Any, Any] = models.JSONField(_("values"), default=dict, blank=True)
    note = models.TextField(_("reason"), blank=True)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]


def kept(name: str, *, of: str) -> list[pgtrigger.Protect]:
    """The triggers that keep the rows from everybody, the administration included; `of` is what they tell about."""
    return [
        pgtrigger.Protect(
            name=f"{name}_stands",
            operation=pgtrigger.Update,
            condition=pgtrigger.AnyChange(of, "at", "party", "action", "values", "note"),
        ),
        pgtrigger.Protect(name=f"{name}_stays", operation=pgtrigger.Delete),
    ]
