"""What experts write of themselves, and what officers answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import consent
from accounts.fields import LineField, NameField
from accounts.models import Consent
from advisory.expert_models import LONGEST_ABOUT
from advisory.models import Availability, ExpertProfile, ServiceKind, SpokenLanguage
from catalog.forms.fields import INVALID_CHOICE, ConceptChoices, Day, Text

FIRST_YEAR = 1945


def several(choices: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": INVALID_CHOICE},
        **kwargs,
    )


class ProfileForm(forms.Form):
    """A draft may be incomplete; who asks for the check says a little of everything."""

    use_required_attribute = False
    name = NameField(label=_("Name as shown"), help_text=_("With title if you like, for example “TS. Nguyễn Thị An”."))
    headline_vi = Text(
        label=_("In one line (Vietnamese)"), max_length=160, required=False,
        help_text=_("What you are good at, for example “Wastewater of seafood processing: audits, design, permits”."),
    )  # fmt: skip
    headline_en = Text(label=_("In one line (English)"), max_length=160, required=False)
    about_vi = Text(
        label=_("About (Vietnamese)"), max_length=LONGEST_ABOUT, lines=7, required=False,
        help_text=_("Projects with figures, licences and certificates with number and date. No phone numbers."),
    )  # fmt: skip
    about_en = Text(label=_("About (English)"), max_length=LONGEST_ABOUT, lines=5, required=False)
    workplace = LineField(label=_("Place of work"), max_length=200, required=False)
    since_year = forms.IntegerField(
        label=_("In the trade since"), required=False, help_text=_("The year, for example 2009."), min_value=FIRST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    fields_ = ConceptChoices("st_field", most=5, label=_("Fields of science and technology"), required=False)
    services = several(ServiceKind.choices, label=_("Services"), required=False)
    languages = several(SpokenLanguage.choices, label=_("Languages"), required=False, initial=["vi"])
    availability = forms.ChoiceField(
        label=_("Availability"), choices=Availability.choices, widget=forms.RadioSelect, initial=Availability.NOW
    )
    free_from = Day(label=_("Free from"), required=False)
    is_shown = forms.BooleanField(label=consent.WORDINGS[Consent.Purpose.EXPERT], required=False)

    def __init__(self, *args: Any, asks: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = asks

    def clean_since_year(self) -> int | None:
        year: int | None = self.cleaned_data["since_year"]
        if year is not None and year > timezone.localdate().year:
            raise forms.ValidationError(_("This year lies in the future."))
        return year

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("availability") != Availability.LATER:
            cleaned["free_from"] = None
        elif cleaned.get("free_from") is None and "free_from" not in self.errors:
            self.add_error("free_from", _("Please fill in this field."))
        if self.asks:
            self.check_complete(cleaned)
        return cleaned

    def check_complete(self, cleaned: dict[str, Any]) -> None:
        """What an officer cannot do without."""
        for name in ("fields_", "services", "languages"):
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, _("Please choose at least one."))
        for part in ("headline", "about"):
            if not any(cleaned.get(f"{part}_{language}") for language in ("vi", "en")):
                self.add_error(f"{part}_vi", _("Please write it in one of the two languages at least."))

    def details(self) -> dict[str, Any]:
        """What goes into the profile's own columns."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("fields_", "is_shown")}


def initial_of(profile: ExpertProfile) -> dict[str, Any]:
    names = [name for name in ProfileForm.base_fields if name != "fields_"]
    return {name: getattr(profile, name) for name in names} | {"fields_": list(profile.fields.all())}


class VerifyForm(forms.Form):
    """What an officer has compared before verifying a profile."""

    use_required_attribute = False
    note = Text(
        label=_("Note on the verification"), max_length=1000, lines=3, required=False,
        help_text=_("What you compared, for example certificates or the list of the institute; officers read it."),
    )  # fmt: skip


class SendBackForm(forms.Form):
    """What is missing or cannot be right."""

    use_required_attribute = False
    note = Text(label=_("What is to be changed"), max_length=1000, lines=3, help_text=_("The expert reads it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "back-%s", **kwargs})
