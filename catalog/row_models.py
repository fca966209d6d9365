"""The rows of a listing: an offer's comparison and rights, a need's targets."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from taxonomy.models import Concept


class Comparison(models.Model):
    """One line of an offer's comparison with the best alternative."""

    listing = models.ForeignKey("catalog.Listing", models.CASCADE, related_name="comparisons")
    order = models.PositiveSmallIntegerField(default=0)
    indicator = models.CharField(_("Indicator"), max_length=120)
    ours = models.CharField(_("This technology"), max_length=120)
    best = models.CharField(_("Best existing solution"), max_length=120, blank=True)
    unit = models.CharField(_("Unit"), max_length=40, blank=True)
    proof = models.CharField(_("Evidence"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.indicator


class IPRight(models.Model):
    """An intellectual property right an offer rests on."""

    class Status(models.TextChoices):
        NONE = "none", _("No application")
        APPLIED = "applied", _("Applied for")
        GRANTED = "granted", _("Granted")

    listing = models.ForeignKey("catalog.Listing", models.CASCADE, related_name="ip_rights")
    kind = models.ForeignKey(Concept, models.PROTECT, related_name="+", verbose_name=_("Kind of right"))
    number = models.CharField(_("Number of the right"), max_length=60, blank=True)
    status = models.CharField(_("Status"), max_length=10, choices=Status)
    territory = models.CharField(_("Territory"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("intellectual property right")
        verbose_name_plural = _("intellectual property rights")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".strip()


class Target(models.Model):
    """One indicator a need has to reach."""

    listing = models.ForeignKey("catalog.Listing", models.CASCADE, related_name="targets")
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("Indicator"), max_length=120)
    value = models.CharField(_("Value to reach"), max_length=120)
    unit = models.CharField(_("Unit"), max_length=40, blank=True)
    is_must = models.BooleanField(_("Must"), default=True)

    class Meta:
        verbose_name = _("target indicator")
        verbose_name_plural = _("target indicators")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.name}: {self.value} {self.unit}".strip()
