"""Files attached to listings."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.storing import random_name


def random_path(_instance: Attachment, _filename: str) -> str:
    return random_name("attachments")


def new_key() -> str:
    return secrets.token_hex(12)


class Attachment(models.Model):
    """An image, PDF or office file of a listing."""

    class Level(models.TextChoices):
        PUBLIC = "public", _("Public")
        INTEREST = "interest", _("After an interest has been accepted")
        NDA = "nda", _("After a confidentiality agreement")

    listing = models.ForeignKey("catalog.Listing", models.CASCADE, related_name="attachments")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    file = models.FileField(_("file"), upload_to=random_path, max_length=120)
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    #: Without the names that programs write into a document; an image never has any.
    is_bare = models.BooleanField(default=False, editable=False)
    level = models.CharField(_("Who may open it"), max_length=10, choices=Level, default=Level.PUBLIC)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["listing", "sha256"], name="attachment_once_per_listing")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.content_type in ("image/jpeg", "image/png", "image/webp")

    @property
    def may_name_somebody(self) -> bool:
        """A document as it came from somebody's program; an image was drawn anew when it came."""
        return not (self.is_bare or self.is_image)

    @property
    def public_name(self) -> str:
        """The name for everybody; of an anonymous need only what cannot name its owner."""
        if not self.listing.is_anonymous:
            return self.name
        return f"{self.listing.reference}-{self.key[:6]}.{self.name.rpartition('.')[2]}"
