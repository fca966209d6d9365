"""What every step of a posting form has in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.db import models
from django.forms.boundfield import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from catalog.forms.fields import (
    INVALID_CHOICE,
    ConceptChoice,
    ConceptChoices,
    Day,
    Keywords,
    Money,
    Text,
    select,
)
from catalog.forms.maturity import trl_choices
from catalog.models import Listing

Layout = tuple[str | tuple[str, ...], ...]
Maker = Callable[..., forms.Field]

TEXT_LINES = {"description": 10, "description_alt": 8, "present_state": 6, "confidential": 6}

MAKERS: dict[str, Maker] = {
    "fields": lambda **kwargs: ConceptChoices("st_field", most=3, grouped=True, **kwargs),
    "industries": lambda **kwargs: ConceptChoices("vsic", most=5, grouped=True, **kwargs),
    "forms": lambda **kwargs: ConceptChoices("transfer_form", most=8, **kwargs),
    "province": lambda **kwargs: ConceptChoice("province", **kwargs),
    "ward": lambda **kwargs: ConceptChoice("ward", **kwargs),
    "keywords": Keywords,
    "amount_min": Money,
    "amount_max": Money,
    "time_from": Day,
    "time_to": Day,
    "trl": lambda **kwargs: select(trl_choices, coerce=int, empty_value=None, **kwargs),
}


def posting_field(db_field: Any, **kwargs: Any) -> forms.Field | None:
    """The form field of a column: what people type, with our own messages; nothing is required in a draft."""
    if maker := MAKERS.get(db_field.name):
        return maker(**{"label": capfirst(db_field.verbose_name), "required": False} | kwargs)
    if isinstance(db_field, models.TextField):
        lines = TEXT_LINES.get(db_field.name, 4)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": lines}))
        return db_field.formfield(form_class=Text, lines=lines, **kwargs)
    if isinstance(db_field, models.CharField) and not db_field.choices:
        kwargs.setdefault("widget", forms.TextInput())
        return db_field.formfield(form_class=Text, **kwargs)
    field: forms.Field | None = db_field.formfield(**kwargs)
    if field is not None:
        field.error_messages["invalid_choice"] = INVALID_CHOICE
    if isinstance(field, forms.TypedChoiceField):
        field.choices = [
            (value, label if value else "–") for value, label in db_field.get_choices(include_blank=db_field.blank)
        ]
    return field


if TYPE_CHECKING:
    ListingForm = forms.ModelForm[Listing]
else:
    ListingForm = forms.ModelForm


class StepForm(ListingForm):
    """One page of a posting form. A draft may be incomplete: only what cannot be stored is an error."""

    #: Field names in order; a tuple stands side by side; "@name" is where rows of that name go.
    layout: ClassVar[Layout] = ()
    #: A good answer per field, shown on demand.
    examples: ClassVar[dict[str, Any]] = {}
    #: An answer that says too little, beside the good one.
    bad_examples: ClassVar[dict[str, Any]] = {}
    use_required_attribute = False

    class Meta:
        model = Listing
        fields: ClassVar[list[str]] = []
        formfield_callback = posting_field

    def parts(self) -> list[tuple[str, list[BoundField]]]:
        """The layout with bound fields: ("", fields) or (name of rows, [])."""
        found: list[tuple[str, list[BoundField]]] = []
        for item in self.layout:
            if isinstance(item, str) and item.startswith("@"):
                found.append((item[1:], []))
            else:
                names = (item,) if isinstance(item, str) else item
                found.append(("", [self[name] for name in names if name in self.fields]))
        return found

    def clean(self) -> dict[str, Any]:
        super().clean()
        self._drop_foreign_ward()
        self._check_order(
            "amount_min", "amount_max", _("The value under “To” must not be below the value under “From”.")
        )
        self._check_order("time_from", "time_to", _("The end date must not be before the start date."))
        return self.cleaned_data

    def _check_order(self, low: str, high: str, message: Any) -> None:
        first, last = self.cleaned_data.get(low), self.cleaned_data.get(high)
        if first is not None and last is not None and last < first:
            self.add_error(high, message)

    def _drop_foreign_ward(self) -> None:
        """Wards are known for the point's own province only; one left over from before goes with its province."""
        province = self.cleaned_data.get("province")
        if self.cleaned_data.get("ward") and (province is None or province.code != settings.POINT_PROVINCE):
            self.cleaned_data["ward"] = None

    def _get_validation_exclusions(self) -> set[str]:
        """The database's own rules across fields have their messages in `clean`."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | {"amount_min", "amount_max", "is_anonymous"}
