"""How listings found their partners."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation


class ListingClosing(models.Model):
    """What the owner tells of a listing that found its partner; for the organisation and the officers alone.

    It stands beside the history because events can never be changed, and a partner may be a person.
    """

    class Through(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")

    listing = models.OneToOneField("catalog.Listing", models.CASCADE, related_name="closing")
    through_portal = models.CharField(max_length=10, choices=Through)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    #: A partner that is no organisation of the portal, as written.
    partner = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) | Q(partner=""), name="listing_closing_one_partner"
            ),
            models.CheckConstraint(
                condition=Q(through_portal__in=["yes", "partly", "no"]), name="listing_closing_answered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.through_portal}"

    @property
    def partner_name(self) -> str:
        """The partner's name, if the owner gave one."""
        return self.organisation.name if self.organisation else self.partner
