"""Who has left an organisation, and to whom their work passes; the apps above look here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Departure(models.Model):
    """A membership has ended; `successor` is whom the owner chose, if anybody."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    successor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["organisation", "user"], name="departure_of_member")]

    def __str__(self) -> str:
        return f"{self.user_id} ← {self.organisation_id}"
