"""What people type about an outcome: one page, few fields."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.forms.fields import Money, Text
from catalog.quantities import quantities
from cooperation.forms import CleanTextarea
from cooperation.outcome_models import LONGEST_TEXT, MOST_JOBS
from cooperation.pipeline.forms import RoomForm

#: A number and the word for what is counted, where the catalogue knows no such unit ("500 đôi/ngày").
COUNTED = re.compile(r"\d\s*[^\W\d_]")


class Figure(Text):
    """A number with its unit, as people write it and the catalogue reads it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, is_counted=False, required=False, **kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if text and not (quantities(text) or COUNTED.search(text)):
            raise ValidationError(_("Please write a number and its unit, for example 12 tons/month or 18%."))
        return text


class OutcomeForm(RoomForm):
    """The report; a draft may lack anything, what is sent says in words what came of it."""

    name = "outcome"
    output = Text(
        label=_("What is made or done with it"), max_length=LONGEST_TEXT, lines=4, required=False,
        help_text=_("A few sentences. Behind each target of the need, please write what was reached."),
    )  # fmt: skip
    output_figure = Figure(label=_("Amount made"), help_text=_("For example 12 tons/month or 300 samples/day."))
    cost_saved = Money(
        label=_("Cost saved a year"), help_text=_("For example 450 million or 1.5 billion."), required=False
    )
    energy_saved = Figure(label=_("Energy saved"), help_text=_("For example 35,000 kWh/year or 18%."))
    jobs = forms.IntegerField(
        label=_("Jobs created"), required=False, min_value=0, max_value=MOST_JOBS, localize=True,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("Please write a whole number, for example 12.")},
    )  # fmt: skip
    revenue = Money(
        label=_("Additional revenue a year"), help_text=_("For example 450 million or 1.5 billion."), required=False
    )
    went_well = Text(label=_("What went well"), max_length=LONGEST_TEXT, lines=3, required=False)
    went_badly = Text(
        label=_("What did not"), max_length=LONGEST_TEXT, lines=3, required=False,
        help_text=_("It helps those who come after. Both sides and the connection point read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, is_sent: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_sent = is_sent

    def clean_output(self) -> str:
        text: str = self.cleaned_data["output"]
        if self.is_sent and not text:
            raise ValidationError(_("Please say in a sentence what is made or done with the technology."))
        return text


class ReturnForm(RoomForm):
    """Why the officer returns a report."""

    name = "return"
    note = CleanTextarea(
        label=_("Reason"), help_text=_("What is missing or unclear. Both sides read it."), max_length=LONGEST_TEXT,
        rows=3,
    )  # fmt: skip


class RemarkForm(RoomForm):
    """What the supply side says to a report."""

    name = "remark"
    agrees = forms.TypedChoiceField(
        label=_("Is it as the report says?"),
        choices=[("yes", _("Yes, we confirm it")), ("no", _("We see it otherwise"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = CleanTextarea(
        label=_("Remark"), help_text=_("Needed where you see it otherwise."), max_length=LONGEST_TEXT, required=False,
        rows=3,
    )  # fmt: skip
