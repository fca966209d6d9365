"""Texts and files that drafts are begun from, and the values guessed from them."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.wish_models import Wish


def new_key() -> str:
    return secrets.token_hex(12)


class Prefill(Wish):
    """A wish to begin a draft from a text or a file, and what came of it: wanted, then done or given up.

    The text or file stands in the row until then, so that row and file cannot be without each other.
    """

    class State(models.TextChoices):
        WANTED = "wanted", _("waiting for its turn")
        DONE = "done", _("done")
        FAILED = "failed", _("given up")

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.WANTED)
    kind = models.CharField(_("Kind"), max_length=5)
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    wanted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    content_type = models.CharField(_("type"), max_length=100)
    content = models.BinaryField(default=b"", editable=False)
    sha256 = models.CharField(max_length=64)
    problem = models.CharField(_("problem"), max_length=12, blank=True)
    left_out = models.PositiveSmallIntegerField(_("lines left out"), default=0)
    listing = models.ForeignKey("catalog.Listing", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("draft from a text or file")
        verbose_name_plural = _("drafts from texts and files")
        ordering = ["-wanted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "wanted_by", "kind", "sha256"],
                condition=Q(state="wanted"),
                name="prefill_wanted_once",
            ),
            models.CheckConstraint(condition=Q(state="wanted") | Q(content=b""), name="prefill_keeps_no_content"),
        ]
        indexes = [models.Index(fields=["wanted_at"], condition=Q(state="wanted"), name="prefill_wanted")]

    def __str__(self) -> str:
        return f"{self.kind} {self.wanted_at:%d/%m/%Y %H:%M}"


class ListingGuess(models.Model):
    """That a field or the rows of a draft hold a guess nobody has confirmed or changed yet.

    `written` is the value as it was guessed, `quote` the words it was read from.
    """

    listing = models.ForeignKey("catalog.Listing", models.CASCADE, related_name="guesses")
    name = models.CharField(max_length=30)
    written = models.TextField()
    quote = models.TextField(blank=True)
    #: Whether the page that comes back with errors shows it as ticked.
    is_ticked = False

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "name"], name="listing_guess_once")]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.name}"
