"""Work that somebody wants done in the background."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Wish(models.Model):
    """Wanted, then done or given up; `state` is "wanted" until then. A worker holds it for the time of a lease."""

    wanted_at = models.DateTimeField(_("wanted at"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        abstract = True
