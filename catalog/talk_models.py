"""What officer and owner say to each other: comments on single fields, and the thread of a listing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.review_models import Revision

LONGEST = 3000


class FieldComment(models.Model):
    """An officer's words on one field of a revision; one a field and officer, written again it replaces itself."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="field_comments", verbose_name=_("revision"))
    field = models.CharField(_("Field of the form"), max_length=40)
    text = models.TextField(_("Comment"), max_length=LONGEST)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("Officer")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("comment on a field")
        verbose_name_plural = _("comments on fields")
        ordering = ["revision", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "field", "by"], name="field_comment_once"),
            models.CheckConstraint(condition=~Q(text=""), name="field_comment_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.field}"


class ListingMessageQuerySet(models.QuerySet["ListingMessage"]):
    def unread_by_owner(self) -> ListingMessageQuerySet:
        return self.filter(read_at__isnull=True, is_from_officer=True)

    def unread_by_officers(self) -> ListingMessageQuerySet:
        return self.filter(read_at__isnull=True, is_from_officer=False)


class ListingMessage(models.Model):
    """One message between the officers and the owner of a listing; the other side has read it or not."""

    listing = models.ForeignKey("catalog.Listing", models.CASCADE, related_name="messages", verbose_name=_("listing"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    is_from_officer = models.BooleanField(_("from the connection point"))
    text = models.TextField(_("Message"), max_length=LONGEST)
    at = models.DateTimeField(_("at"), default=timezone.now)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = ListingMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message about a listing")
        verbose_name_plural = _("messages about listings")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="listing_message_says_something")]
        indexes = [
            models.Index(fields=["listing", "at"], name="listing_message_order"),
            models.Index(
                fields=["listing", "is_from_officer"], condition=Q(read_at__isnull=True), name="listing_message_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.at:%Y-%m-%d %H:%M}"
