"""The choice of fields, and the consent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import consent
from catalog.forms.fields import INVALID_CHOICE
from catalog.queue import main_fields
from cooperation.gap_letters.subscribing import PURPOSE


class GapLettersForm(forms.Form):
    """Broad fields; none ticked asks for all."""

    fields_wanted = forms.MultipleChoiceField(
        label=_("Fields"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("No field chosen: all fields."),
        error_messages={"invalid_choice": INVALID_CHOICE},
    )
    agreed = forms.BooleanField(
        label=consent.WORDINGS[PURPOSE],
        help_text=_("You can end the letters here, in your settings and in each letter."),
        error_messages={"required": _("Please tick this box: without it no letters are sent.")},
    )
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(field.code, field.name) for field in main_fields()]
        self.fields["fields_wanted"].choices = choices  # type: ignore[attr-defined]
