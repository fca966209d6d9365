"""Pairs that officers keep apart."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Listing


class PairBlockQuerySet(models.QuerySet["PairBlock"]):
    def in_force(self) -> PairBlockQuerySet:
        return self.filter(lifted_at=None)


class PairBlock(models.Model):
    """A need and an offer that are not suggested to each other: who said so, when and why. Lifted, never deleted."""

    class Reason(models.TextChoices):
        WRONG_MATCH = "wrong_match", _("The texts only look alike; the technology does not solve the problem")
        KNOWN = "known", _("The two sides know each other and have talked already")
        COMPETITORS = "competitors", _("The two sides compete with each other")
        WISH = "wish", _("One side has asked for it")
        LEGAL = "legal", _("A legal or administrative obstacle")
        OTHER = "other", _("Another reason")

    need = models.ForeignKey(Listing, models.CASCADE, related_name="+", verbose_name=_("Need"))
    offer = models.ForeignKey(Listing, models.CASCADE, related_name="+", verbose_name=_("Offer"))
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    note = models.CharField(_("note"), max_length=600, blank=True)
    blocked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    blocked_at = models.DateTimeField(_("blocked at"), default=timezone.now)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lift_note = models.CharField(_("why it was lifted"), max_length=600, blank=True)

    objects = PairBlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("blocked pair")
        verbose_name_plural = _("blocked pairs")
        ordering = ["-blocked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "offer"], condition=Q(lifted_at__isnull=True), name="pair_block_one_in_force"
            ),
            models.CheckConstraint(condition=~Q(reason="other", note=""), name="pair_block_other_says_why"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="block_is_settled",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("need", "offer", "reason", "note", "blocked_at"),
            ),
            pgtrigger.Protect(
                name="lifted_once",
                operation=pgtrigger.UpdateOf("lifted_at", "lift_note"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(old__lifted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} × {self.offer_id}"
