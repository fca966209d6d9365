"""Who wants no monthly letters about what came of their listings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class ReportOptOut(models.Model):
    """A person has stopped the monthly letters."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%d/%m/%Y}"
