"""Counters of attempts, kept in the database so that they hold when the cache is away."""

from django.db import models


class ThrottleHit(models.Model):
    """Attempts of one key in one window of time."""

    scope = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key", "window_start"], name="throttle_hit_unique")]
        indexes = [models.Index(fields=["window_start"], name="throttle_hit_age")]

    def __str__(self) -> str:
        return f"{self.scope} {self.window_start:%H:%M} {self.count}"


class ErasedAddress(models.Model):
    """That somebody with this address was erased: a keyed hash, so that nobody reads it, kept until all have looked."""

    digest = models.CharField(max_length=64, primary_key=True)
    erased_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.digest[:8]} {self.erased_at:%d/%m/%Y}"
