"""The clock of needs: who looks for an answer to a published need, until when, and how it ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Listing
from matching.models import Suggestion


class Triage(models.Model):
    """The search of an answer to one need, begun when it was first published; `outcome` is empty while it runs."""

    class Outcome(models.TextChoices):
        MATCHES = "matches", _("Suggestions found")
        EXPERT = "expert", _("Passed to an expert")
        POINT = "point", _("Passed to another point")
        GAP = "gap", _("Listed among the unmet needs")

    need = models.OneToOneField(Listing, models.CASCADE, related_name="triage", verbose_name=_("need"))
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Officer")
    )
    started_at = models.DateTimeField(_("begun"))
    due_on = models.DateField(_("due on"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    named = models.CharField(_("who was named"), max_length=200, blank=True)
    note = models.TextField(_("note to the owner"), blank=True)
    matches = models.ManyToManyField(Suggestion, blank=True, related_name="+", verbose_name=_("offers sent"))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    #: When officer and managers were told that the time is over.
    flagged_at = models.DateTimeField(_("flagged as late"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("triage of a need")
        verbose_name_plural = _("triage of needs")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True) | ~Q(outcome="") & Q(ended_at__isnull=False),
                name="triage_ended_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["expert", "point"]) | ~Q(named=""), name="triage_somebody_named"
            ),
        ]
        indexes = [models.Index(fields=["due_on", "id"], condition=Q(outcome=""), name="triage_running")]

    def __str__(self) -> str:
        return f"{self.need_id}: {self.outcome or timezone.localtime(self.started_at).date()}"

    def get_absolute_url(self) -> str:
        return reverse("cooperation:triage-detail", args=[self.need.reference])
