"""Which reference numbers have been given."""

from __future__ import annotations

from django.db import models


class ReferenceCounter(models.Model):
    """The last number given in a series (offers, needs, cooperations) and year; locked while the next one is taken."""

    kind = models.CharField(max_length=5)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="reference_counter_unique")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"
