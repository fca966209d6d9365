"""What the page of the funnel is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cooperation.funnel.counting import SCHEMES, By, Scope, roots_of
from cooperation.funnel.periods import FIRST_YEAR, LAST_YEAR


class DayInput(forms.DateInput):
    """The browser's own calendar; it sends and wants days as 2026-11-23."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "input"}, format="%Y-%m-%d")


class ScopeForm(forms.Form):
    """A period and the codes that count; what is left open counts all."""

    first = forms.DateField(label=_("From"), required=False, input_formats=["%Y-%m-%d"], widget=DayInput)
    last = forms.DateField(label=_("Until"), required=False, input_formats=["%Y-%m-%d"], widget=DayInput)
    field = forms.ChoiceField(label=_("Field"), required=False)
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    province = forms.ChoiceField(label=_("Province or city"), required=False)
    by = forms.ChoiceField(label=_("Broken down by"), required=False, choices=By.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = {"field": _("All fields"), "industry": _("All industries"), "province": _("All provinces")}
        for by in SCHEMES:
            choices = [(concept.code, concept.name) for concept in roots_of(by)]
            self.fields[by.value].choices = [("", everything[by.value]), *choices]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.widget.attrs |= {"class": "input", "id": f"id_{name}"}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        for name, day in (("first", first), ("last", last)):
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, _("Please choose a day between the years 2000 and 2100."))
        if first and last and first > last:
            self.add_error("last", _("Please choose a day after the first one."))
        return found

    def asked(self) -> tuple[Scope, By]:
        """What is asked for and by what it is broken down; everything by field where there is a fault."""
        if not self.is_valid():
            return Scope(), By.FIELD
        given = self.cleaned_data
        scope = Scope(given["first"], given["last"], given["field"], given["industry"], given["province"])
        return scope, By(given["by"] or By.FIELD)
