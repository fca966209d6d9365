"""Listings kept to come back to, by an organisation or by a person without one, and what its people note on them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Q
from django.db.models.functions import MD5
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User


class SavedListingQuerySet(models.QuerySet["SavedListing"]):
    def of(self, user: User) -> SavedListingQuerySet:
        """Those of all the person's organisations, and the person's own."""
        return self.filter(Q(user=user) | Q(organisation__in=Organisation.objects.of(user)))

    def held_by(self, *, user: User, organisation: Organisation | None) -> SavedListingQuerySet:
        """The list of one organisation, with what the person saved alone."""
        own = Q(user=user)
        return self.filter(own | Q(organisation=organisation) if organisation else own)

    def kept(self) -> SavedListingQuerySet:
        """On the list; removed ones wait a while, so that a removal can be undone."""
        return self.filter(removed_at__isnull=True)

    def with_last_note(self) -> SavedListingQuerySet:
        return self.annotate(noted_at=Max("notes__at"))


class SavedListing(models.Model):
    """One listing on a shortlist."""

    listing = models.ForeignKey("catalog.Listing", models.CASCADE, related_name="+", verbose_name=_("listing"))
    organisation = models.ForeignKey(
        "accounts.Organisation", models.CASCADE, null=True, related_name="+", verbose_name=_("Organisation")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name=_("person")
    )
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("saved by")
    )
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = SavedListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved listing")
        verbose_name_plural = _("saved listings")
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "listing"],
                condition=Q(organisation__isnull=False),
                name="saved_once_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["user", "listing"], condition=Q(user__isnull=False), name="saved_once_per_person"
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, user__isnull=True)
                | Q(organisation__isnull=True, user__isnull=False),
                name="saved_for_one_holder",
            ),
        ]
        indexes = [
            models.Index(fields=["removed_at"], condition=Q(removed_at__isnull=False), name="saved_listing_removed")
        ]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.organisation_id or self.user_id}"


class SavedNote(models.Model):
    """What somebody wrote on a saved listing, for those who share the list."""

    saved = models.ForeignKey(SavedListing, models.CASCADE, related_name="notes", verbose_name=_("saved listing"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("written by")
    )
    text = models.TextField(_("Note"), max_length=1000)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("note on a saved listing")
        verbose_name_plural = _("notes on saved listings")
        ordering = ["at", "pk"]
        constraints = [
            # The same words from the same hand are one note, pressed twice; the text itself is too long for an index.
            models.UniqueConstraint(F("saved"), F("author"), MD5("text"), name="saved_note_once"),
            models.CheckConstraint(condition=~Q(text=""), name="saved_note_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.saved_id} {self.at:%Y-%m-%d}"
