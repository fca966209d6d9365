"""What an owner tells of a listing that found its partner."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.forms.fields import INVALID_CHOICE, Text
from catalog.models import ListingClosing


class ClosingForm(forms.Form):
    """With whom, and whether the portal had a part in it; nothing is chosen beforehand."""

    partner = Text(
        label=_("Who is the partner?"), max_length=200, is_counted=False, required=False,
        help_text=_("Name of the organisation, if you like. Only your organisation and the connection point read it."),
        widget=forms.TextInput(attrs={"list": "partners-met", "autocomplete": "off"}),
    )  # fmt: skip
    through_portal = forms.ChoiceField(
        label=_("Did it come about through this portal?"), choices=ListingClosing.Through, widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the answers."), "invalid_choice": INVALID_CHOICE},
    )  # fmt: skip
    use_required_attribute = False
