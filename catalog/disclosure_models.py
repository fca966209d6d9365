"""Who may read a listing's protected parts, and who has."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DisclosureGrant(models.Model):
    """An organisation may read a listing up to a level of disclosure, until the grant is revoked."""

    class Level(models.TextChoices):
        INTEREST = "interest", _("After an interest has been accepted")
        NDA = "nda", _("After a confidentiality agreement")

    listing = models.ForeignKey("catalog.Listing", models.CASCADE, related_name="grants")
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    level = models.CharField(_("level"), max_length=10, choices=Level)
    granted_at = models.DateTimeField(_("granted at"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("disclosure grant")
        verbose_name_plural = _("disclosure grants")
        ordering = ["-granted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "organisation", "level"],
                condition=Q(revoked_at__isnull=True),
                name="disclosure_grant_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} → {self.organisation_id}: {self.level}"


class DisclosureOpening(models.Model):
    """Somebody opened a protected part or saw contact data."""

    listing = models.ForeignKey("catalog.Listing", models.CASCADE, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.SET_NULL, null=True, related_name="+")
    what = models.CharField(_("part"), max_length=40)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("opening of a protected part")
        verbose_name_plural = _("openings of protected parts")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.what}"
