"""The form that hands listings over to a colleague."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalog.forms.fields import INVALID_CHOICE, Text
from catalog.reviewing.assigning import colleagues_of

CHOOSE = _("Please choose a colleague.")


class HandOverForm(forms.Form):
    """To whom, and a word for them."""

    use_required_attribute = False
    to = forms.TypedChoiceField(
        label=_("Hand over to"), coerce=int, error_messages={"required": CHOOSE, "invalid_choice": INVALID_CHOICE}
    )
    note = Text(
        label=_("Note"),
        help_text=_(
            "For your colleague; it stands in the letter and in the officers’ history. The owner does not see it."
        ),
        max_length=1000,
        lines=4,
        required=False,
    )

    def __init__(self, *args: Any, officer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {one.pk: one for one in colleagues_of(officer)}
        choices = [(pk, one.full_name) for pk, one in self.colleagues.items()]
        self.fields["to"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]

    @property
    def colleague(self) -> User:
        return self.colleagues[self.cleaned_data["to"]]
