"""What a recorded memorandum or contract obliges a side to, with the day: followed up in the room."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.paper_models import SignedPaper
from cooperation.pipeline_models import LONGEST, Cooperation
from cooperation.stage_choices import PARTIES, Side

LONGEST_OBLIGATION = 200


class Obligation(models.Model):
    """One obligation of a signed paper: open until the side that owes it says it is done, or it is dropped."""

    class Owes(models.TextChoices):
        NEED = "need", _("Demand side")
        OFFER = "offer", _("Supply side")
        BOTH = "both", _("Both sides")

    class State(models.TextChoices):
        OPEN = "open", _("To be done")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, related_name="obligations", verbose_name=_("cooperation")
    )
    #: The record under which it was entered; it goes on where that one is corrected.
    paper = models.ForeignKey(SignedPaper, models.PROTECT, related_name="+", verbose_name=_("signed paper"))
    what = models.CharField(_("obligation"), max_length=LONGEST_OBLIGATION)
    owed_by = models.CharField(_("owed by"), max_length=10, choices=Owes)
    due_on = models.DateField(_("due on"))
    #: For whom it was entered.
    side = models.CharField(_("side"), max_length=10, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    note = models.TextField(_("remark or reason"), blank=True, validators=[MaxLengthValidator(LONGEST)])
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    #: As of a stage: the reminder given last, and when.
    reminded = models.SmallIntegerField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cooperation", "what", "owed_by", "due_on"], name="obligation_once"),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None) | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="obligation_settled_has_time",
            ),
        ]
        indexes = [models.Index(fields=["due_on", "id"], condition=Q(state="open"), name="obligation_open_due")]
        triggers = [
            pgtrigger.Protect(
                name="obligation_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("cooperation", "paper", "what", "owed_by", "due_on", "side", "at"),
            ),
            pgtrigger.Protect(name="obligation_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def owing_sides(self) -> tuple[str, ...]:
        return PARTIES if self.owed_by == self.Owes.BOTH else (self.owed_by,)
