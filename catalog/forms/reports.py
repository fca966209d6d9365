"""Forms of problem reports: what a reader writes, and the note that settles it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.forms.fields import INVALID_CHOICE, Text
from catalog.models import ProblemReport

CHOOSE = _("Please choose a reason.")
WRONG_ADDRESS = _("Please enter an e-mail address like name@example.vn, or leave the field empty.")


class ReportForm(forms.Form):
    """A reason, a text and, for an answer, an address; machines also fill in what people do not see."""

    use_required_attribute = False
    reason = forms.ChoiceField(
        label=_("What is the problem?"),
        choices=ProblemReport.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": INVALID_CHOICE},
    )
    text = Text(
        label=_("Description of the problem"),
        help_text=_("Which part of the listing, and what it should say instead."),
        max_length=1000,
        lines=5,
    )
    email = forms.EmailField(
        label=_("E-mail address for an answer"),
        help_text=_(
            "Only the officers see it; it is removed 90 days after the report is settled. Leave it empty if you need no"
            " answer."
        ),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": WRONG_ADDRESS, "max_length": WRONG_ADDRESS},
    )

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("homepage"))

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("reason", "text", "email")}


class SettleForm(forms.Form):
    """The note that settles a report."""

    use_required_attribute = False
    note = Text(
        label=_("What was done"), help_text=_("For your colleagues; nobody else reads it."), max_length=1000, lines=4
    )
