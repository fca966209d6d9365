"""When owners were reminded that a listing's validity ends."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class ListingReminder(models.Model):
    """That a listing's owner was reminded of one end of validity, `days` before it; 0: that it has passed."""

    listing = models.ForeignKey("catalog.Listing", models.CASCADE, related_name="reminders")
    valid_until = models.DateField()
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listing", "valid_until", "days"], name="listing_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.valid_until:%d/%m/%Y} − {self.days}"
