"""What the owner of a listing asks before answering an interest."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_QUESTION = 600


class InterestQuestion(models.Model):
    """A question to whoever sent an interest, and its answer: one at a time, never changed afterwards.

    For a need without a name an officer reads it first and passes it on, or gives it back.
    """

    class State(models.TextChoices):
        HELD = "held", _("With the connection point")
        ASKED = "asked", pgettext_lazy("question", "Asked")
        ANSWERED = "answered", pgettext_lazy("question", "Answered")
        RETURNED = "returned", pgettext_lazy("question", "Given back")

    interest = models.ForeignKey("cooperation.Interest", models.CASCADE, related_name="asked")
    text = models.TextField(_("question"), validators=[MaxLengthValidator(LONGEST_QUESTION)])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    officer_note = models.TextField(_("reason"), blank=True, validators=[MaxLengthValidator(LONGEST_QUESTION)])
    officer_at = models.DateTimeField(_("passed on at"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True, validators=[MaxLengthValidator(LONGEST_QUESTION)])
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("question about an interest")
        verbose_name_plural = _("questions about interests")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["interest"], condition=Q(state__in=["held", "asked"]), name="interest_one_question"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="question_answered_has_answer",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="question_is_settled",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("interest", "text", "at"),
            ),
            pgtrigger.Protect(
                name="answer_is_settled",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state IN ('answered', 'returned') AND (OLD.state, OLD.answer, OLD.officer_note) "
                    "IS DISTINCT FROM (NEW.state, NEW.answer, NEW.officer_note)"
                ),
            ),
        ]

    @property
    def is_with_officer(self) -> bool:
        """Whether whoever sent the interest must not see it: an officer reads it, or gave it back."""
        return self.state in (self.State.HELD, self.State.RETURNED)

    def __str__(self) -> str:
        return f"{self.interest_id} {self.at:%d/%m/%Y %H:%M}"
