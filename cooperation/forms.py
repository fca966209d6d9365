"""Forms of an expression of interest and of its answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, User
from catalog.models import Listing
from catalog.text import normalise
from cooperation.asking_models import LONGEST_QUESTION
from cooperation.models import SHORTEST_PITCH
from taxonomy.models import Concept


class CleanTextarea(forms.CharField):
    """Several lines of text without control characters."""

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return normalise(str(super().to_python(value) or "")).strip()


def reason_choices() -> list[tuple[str, str]]:
    """The coded reasons for declining, in the reader's language."""
    return [(concept.code, concept.name) for concept in Concept.objects.of("decline_reason")]


class PitchForm(forms.Form):
    """What one writes with “interested”: what one wants, and why it fits."""

    pitch = CleanTextarea(
        label=_("Message to the other side"),
        help_text=_(
            "What you would like to talk about, with figures where you have them. "
            "Your name is shown once the other side accepts."
        ),
        min_length=SHORTEST_PITCH,
        max_length=600,
    )
    fit = CleanTextarea(
        label=_("Why it fits"),
        help_text=_("Your plant, capacity or experience that makes this a good match."),
        min_length=SHORTEST_PITCH,
        max_length=600,
    )
    wants_confidentiality = forms.BooleanField(
        label=_("We want a confidentiality agreement before details are exchanged"), required=False
    )


class InterestForm(PitchForm):
    """An interest in a listing found by oneself."""

    questions = CleanTextarea(label=_("Questions"), max_length=600, required=False, rows=3)

    def __init__(self, *args: Any, user: User, listing: Listing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.filter(
            memberships__user=user, memberships__role__in=["owner", "editor"]
        ).exclude(pk=listing.organisation_id)
        self.fields["organisation"] = forms.ModelChoiceField(
            queryset=organisations, label=_("On behalf of"), empty_label=None, initial=organisations.first()
        )
        self.order_fields(["organisation", "pitch", "fit", "questions", "wants_confidentiality"])


class DeclineForm(forms.Form):
    """“Not for us” with a coded reason and, if one likes, a sentence."""

    reason = forms.ChoiceField(label=_("Why is it not suitable?"), widget=forms.RadioSelect)
    note = CleanTextarea(label=_("Remark"), max_length=600, required=False, rows=3)

    def __init__(self, *args: Any, reasons: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = reason_choices() if reasons is None else reasons
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        reason.choices = choices


class AcceptForm(forms.Form):
    """Acceptance, with a sentence for the other side if one likes."""

    note = CleanTextarea(label=pgettext_lazy("with an acceptance", "Message"), max_length=600, required=False, rows=3)


class AskForm(forms.Form):
    """A question of the listing's owner."""

    text = CleanTextarea(
        label=_("Your question"),
        help_text=_("What you need to know before you answer. Please name neither yourself nor your organisation."),
        max_length=LONGEST_QUESTION,
        rows=3,
    )


class ReplyForm(forms.Form):
    """The answer of whoever sent the interest."""

    text = CleanTextarea(label=_("Your reply"), max_length=LONGEST_QUESTION, rows=4)


class ReturnForm(forms.Form):
    """Why an officer does not pass a question on."""

    note = CleanTextarea(
        label=_("What has to be changed"),
        help_text=_("What in the question would tell who asks. The owner reads it."),
        max_length=LONGEST_QUESTION,
        rows=3,
    )
