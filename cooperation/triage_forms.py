"""Forms that end the search for a need's answer: one for each outcome."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import LineField
from accounts.models import User
from cooperation.forms import CleanTextarea
from cooperation.models import Triage
from matching.models import Suggestion
from matching.scoring import LABEL_MID

LONGEST_NOTE = 1000


class OutcomeForm(forms.Form):
    """A note to the owner, which every outcome may have."""

    note = CleanTextarea(
        label=_("Note to the owner"),
        help_text=_("It stands in the letter and in the need’s history."),
        max_length=LONGEST_NOTE,
        required=False,
        rows=3,
    )


class MatchesForm(OutcomeForm):
    """Which of the suggested offers the owner is sent; the good ones are ticked."""

    chosen = forms.TypedMultipleChoiceField(
        label=_("Offers to send"),
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
        error_messages={"required": _("Please tick at least one offer.")},
    )

    def __init__(self, *args: Any, suggestions: Iterable[Suggestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(suggestions)
        chosen = self.fields["chosen"]
        assert isinstance(chosen, forms.TypedMultipleChoiceField)
        chosen.choices = [(each.pk, each.offer.reference) for each in found]
        chosen.initial = [each.pk for each in found if each.score >= LABEL_MID]
        self.order_fields(["chosen", "note"])


class ExpertForm(OutcomeForm):
    """An expert, whom the officer has asked before."""

    named = LineField(
        label=_("Expert"),
        help_text=_("Name, organisation and how to be reached. Please ask the expert first."),
        max_length=200,
    )
    field_order = ("named", "note")


class PointForm(OutcomeForm):
    """Another connection point."""

    named = LineField(
        label=_("Connection point"),
        help_text=_("Its name and how to reach it."),
        max_length=200,
    )
    field_order = ("named", "note")


class OfficerForm(forms.Form):
    """To whom a manager gives a need."""

    officer = forms.ModelChoiceField(
        label=_("Officer"),
        queryset=User.objects.filter(is_active=True, role__in=[User.Role.OFFICER, User.Role.MANAGER]).order_by(
            "full_name", "pk"
        ),
    )


def form_of(outcome: str, data: Any, *, suggestions: Iterable[Suggestion]) -> OutcomeForm:
    """The form of an outcome, bound to what was sent, if anything."""
    if outcome == Triage.Outcome.MATCHES:
        return MatchesForm(data, suggestions=suggestions, prefix=outcome)
    classes = {Triage.Outcome.EXPERT: ExpertForm, Triage.Outcome.POINT: PointForm, Triage.Outcome.GAP: OutcomeForm}
    return classes[Triage.Outcome(outcome)](data, prefix=outcome)
