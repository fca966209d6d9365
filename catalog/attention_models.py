"""How often a listing was shown in results and opened, by the day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Attention(models.Model):
    """The counts of one listing on one day; nothing about readers. The sweep alone writes them."""

    listing = models.ForeignKey("catalog.Listing", models.CASCADE, related_name="attention")
    day = models.DateField()
    shown = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "day"], name="attention_once_a_day")]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.day:%d/%m/%Y}: {self.shown}, {self.opened}"


class AttentionSweep(models.Model):
    """One row: the number of the batch that was written last."""

    id = models.BooleanField(primary_key=True, default=True)
    batch = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=True), name="attention_sweep_is_one_row")]

    def __str__(self) -> str:
        return self.batch
