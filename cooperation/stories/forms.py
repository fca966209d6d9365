"""What is written of a success story, and how an organisation agrees to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.forms.fields import INVALID_CHOICE, Text
from cooperation.models import OutcomeReport
from cooperation.outcome_choices import FIGURES
from cooperation.outcomes.presenting import label_of, shown
from cooperation.pipeline.forms import RoomForm
from cooperation.story_models import LONGEST_STORY


class StoryForm(RoomForm):
    """The story in both languages, and which figures of the report it tells."""

    name = "story"
    title_vi = Text(label=_("Title (Vietnamese)"), max_length=160)
    text_vi = Text(
        label=_("Text (Vietnamese)"), max_length=LONGEST_STORY, lines=6,
        help_text=_("The problem, what was done, and what is better today; for readers who know neither of the two."),
    )  # fmt: skip
    title_en = Text(label=_("Title (English)"), max_length=160)
    text_en = Text(label=_("Text (English)"), max_length=LONGEST_STORY, lines=6)
    figures = forms.MultipleChoiceField(
        label=_("Figures that are told"), help_text=_("From the verified report, as it says them."), required=False,
        widget=forms.CheckboxSelectMultiple, error_messages={"invalid_choice": INVALID_CHOICE},
    )  # fmt: skip

    def __init__(self, *args: Any, report: OutcomeReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [(name, f"{label_of(name)}: {value}") for name in FIGURES if (value := shown(report, name))]
        self.fields["figures"].choices = told  # type: ignore[attr-defined]

    def clean_figures(self) -> list[str]:
        chosen = self.cleaned_data["figures"]
        return [name for name in FIGURES if name in chosen]


class ConsentForm(RoomForm):
    """An organisation agrees, by a box that nobody has ticked beforehand."""

    name = "consent"
    agrees = forms.BooleanField(
        label=_("I agree, for my organisation, that this story is published with the name of my organisation."),
        help_text=_(
            "Everybody can read it, also where the need was posted without a name. We can withdraw at any time; the"
            " story is gone at once. If the text changes, we are asked again."
        ),
        error_messages={"required": _("Please tick the box if your organisation agrees.")},
    )
