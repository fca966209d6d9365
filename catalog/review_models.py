"""Revisions, reviews and the history of a listing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class RevisionQuerySet(models.QuerySet["Revision"]):
    def of(self, original: int) -> RevisionQuerySet:
        """Those of a listing and of all its edits, which share one row of numbers; `Listing.original_id` names it."""
        return self.filter(Q(listing=original) | Q(listing__revision_of=original))


class Revision(models.Model):
    """A listing's content as it was submitted; what an officer decides on, its content never changed afterwards."""

    listing = models.ForeignKey("catalog.Listing", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    content = models.JSONField(_("content"))
    content_hash = models.CharField(_("content hash"), max_length=64)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("submitted by")
    )
    submitted_at = models.DateTimeField(_("submitted at"))

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["listing", "-number"]
        constraints = [models.UniqueConstraint(fields=["listing", "number"], name="revision_number_unique")]

    def __str__(self) -> str:
        return f"{self.listing.reference} / {self.number}"


def score_field(label: _StrPromise) -> models.PositiveSmallIntegerField[int | None, int | None]:
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(5)]
    )


class Review(models.Model):
    """An officer's decision on a revision; there is at most one."""

    class Decision(models.TextChoices):
        PUBLISH = "publish", _("Publish")
        REQUEST_CHANGES = "request_changes", _("Request changes")
        HOLD = "hold", _("Put on hold")
        REJECT = "reject", _("Do not accept")

    revision = models.OneToOneField(Revision, models.CASCADE, related_name="review")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("Officer")
    )
    decision = models.CharField(_("Decision"), max_length=20, choices=Decision)
    advantages = score_field(_("Advantages and innovative aspects"))
    clarity = score_field(_("Clarity, coherence and understanding"))
    cooperation = score_field(_("Cooperation expectations"))
    language = score_field(_("Guidelines and linguistic accuracy"))
    comment = models.TextField(_("Comment to the organisation"), max_length=3000, blank=True)
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-decided_at"]

    def __str__(self) -> str:
        return f"{self.revision}: {self.decision}"

    @property
    def total(self) -> int:
        """Points out of 20."""
        return sum(score or 0 for score in (self.advantages, self.clarity, self.cooperation, self.language))


class ListingEvent(models.Model):
    """What happened to a listing: who, when, why. Rows can be added, never changed or deleted one by one."""

    listing = models.ForeignKey("catalog.Listing", models.CASCADE, related_name="events")
    at = models.DateTimeField(_("at"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    action = models.CharField(_("action"), max_length=30)
    from_state = models.CharField(_("from"), max_length=20, blank=True)
    to_state = models.CharField(_("to"), max_length=20)
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("listing event")
        verbose_name_plural = _("listing events")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["listing", "at"], name="listing_event_order")]
        triggers = [
            pgtrigger.Protect(
                name="append_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("listing", "at", "action", "from_state", "to_state", "note"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.from_state} → {self.to_state}"
