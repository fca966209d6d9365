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
