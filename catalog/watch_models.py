"""Watches: searches that somebody wants to be told about, and the new listings found for each."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User, no_control_characters

#: Published, but not yet announced to the watches in this publication.
AWAITS_ANNOUNCEMENT = Q(state="published") & (Q(announced_at__isnull=True) | Q(announced_at__lt=F("published_at")))


class Rhythm(models.TextChoices):
    """How soon the letters about a watch come."""

    INSTANT = "instant", pgettext_lazy("watch", "At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    NONE = "none", _("No e-mail")


class WatchQuerySet(models.QuerySet["Watch"]):
    def of(self, user: User) -> WatchQuerySet:
        """The person's own; nobody else's are ever shown."""
        return self.filter(owner=user)

    def behind(self, stamp: datetime) -> WatchQuerySet:
        """Those that have not been compared with everything announced up to a stamp."""
        return self.filter(seen_to__lt=stamp)


class Watch(models.Model):
    """A saved search; `seen_to` is the last announcement it was compared with."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    name = models.CharField(_("Name"), max_length=80, blank=True, validators=[no_control_characters])
    address = models.TextField(_("search"), blank=True)
    rhythm = models.CharField(_("E-mail"), max_length=8, choices=Rhythm, default=Rhythm.DAILY)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    looked_at = models.DateTimeField(_("last looked at"), default=timezone.now)
    seen_to = models.DateTimeField(editable=False)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("watched search")
        verbose_name_plural = _("watched searches")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(F("owner"), MD5("address"), name="watch_search_once")]
        indexes = [models.Index(fields=["seen_to", "id"], name="watch_behind")]

    def __str__(self) -> str:
        return self.name or self.address or "*"

    def get_absolute_url(self) -> str:
        return reverse("catalog:watch-detail", args=[self.pk])

    @property
    def results_url(self) -> str:
        """The search itself."""
        return reverse("catalog:listing-list") + (f"?{self.address}" if self.address else "")

    @property
    def feed_url(self) -> str:
        return reverse("catalog:listing-feed") + (f"?{self.address}" if self.address else "")


class WatchHitQuerySet(models.QuerySet["WatchHit"]):
    def public(self) -> WatchHitQuerySet:
        """Hits whose listing the public sees now."""
        return self.filter(listing__state="published", listing__valid_until__gte=timezone.localdate())

    def awaiting_letter(self) -> WatchHitQuerySet:
        """Hits of active people and watches that a letter has to tell, unless their listing is not public now."""
        return self.public().filter(awaits_letter=True, watch__is_active=True, watch__owner__is_active=True)


class WatchHit(models.Model):
    """That a new listing was found for a watch: once, ever."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="hits", verbose_name=_("watched search"))
    listing = models.ForeignKey("catalog.Listing", models.CASCADE, related_name="+", verbose_name=_("listing"))
    found_at = models.DateTimeField(_("found at"), default=timezone.now)
    awaits_letter = models.BooleanField(_("awaits a letter"), default=False)
    emailed_at = models.DateTimeField(_("e-mailed at"), null=True, blank=True)

    objects = WatchHitQuerySet.as_manager()

    class Meta:
        verbose_name = _("find of a watched search")
        verbose_name_plural = _("finds of watched searches")
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["watch", "listing"], name="watch_hit_once"),
            models.CheckConstraint(
                condition=Q(awaits_letter=False) | Q(emailed_at__isnull=True), name="watch_hit_letter_once"
            ),
        ]
        indexes = [
            models.Index(fields=["found_at"], condition=Q(awaits_letter=True), name="watch_hit_awaits_letter"),
            models.Index(fields=["watch", "-found_at"], name="watch_hit_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.watch_id} {self.listing_id}"
