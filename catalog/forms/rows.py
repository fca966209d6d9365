"""Rows that a listing has several of: target indicators, comparisons, intellectual property rights.

A row is there because its number is among the posted ones, so a row can be added and removed without script.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalog.forms.fields import REQUIRED, ConceptChoice, Text, YesOrNo
from catalog.models import IPRight

HIGHEST_NUMBER = 99


class TargetForm(forms.Form):
    """One indicator a need has to reach."""

    name = Text(label=_("Indicator"), max_length=120, is_counted=False)
    value = Text(label=_("Value to reach"), max_length=120, is_counted=False)
    unit = Text(label=_("Unit"), max_length=40, is_counted=False, required=False)
    is_must = YesOrNo(label=_("How important"), yes=_("Must"), no=_("Wish"), default=True)
    counted: ClassVar[tuple[str, ...]] = ("name", "value", "unit")


class ComparisonForm(forms.Form):
    """One line of the comparison with the best existing solution."""

    indicator = Text(label=_("Indicator"), max_length=120, is_counted=False)
    ours = Text(label=_("This technology"), max_length=120, is_counted=False)
    best = Text(label=_("Best existing solution"), max_length=120, is_counted=False, required=False)
    unit = Text(label=_("Unit"), max_length=40, is_counted=False, required=False)
    proof = Text(label=_("Evidence"), max_length=200, is_counted=False, required=False)
    counted: ClassVar[tuple[str, ...]] = ("indicator", "ours", "best", "unit", "proof")


class IPRightForm(forms.Form):
    """One right the offer rests on."""

    kind = ConceptChoice("ip_kind", label=_("Kind of right"))
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", "–"), *IPRight.Status.choices], error_messages=dict(REQUIRED)
    )
    number = Text(label=_("Application or certificate number"), max_length=60, is_counted=False, required=False)
    territory = Text(label=_("Territory"), max_length=120, is_counted=False, required=False)
    counted: ClassVar[tuple[str, ...]] = ("kind", "status", "number", "territory")


class Rows:
    """The rows of one kind on a page: those stored, those posted, and an empty one to write in."""

    form_class: ClassVar[type[forms.Form]]
    prefix: ClassVar[str]
    legend: ClassVar[Any]
    add_label: ClassVar[Any]
    remove_label: ClassVar[Any] = _("Remove")
    most: ClassVar[int] = 10

    def __init__(
        self, *, stored: Iterable[Mapping[str, Any]] = (), data: QueryDict | None = None, extra: int = 0
    ) -> None:
        self.data = data
        if data is None:
            initial = list(stored)
            shown = min(max(len(initial), 1) + extra, max(self.most, len(initial)))
            self.forms = [self._form(n, initial[n] if n < len(initial) else {}) for n in range(shown)]
        else:
            self.forms = [self._form(number) for number in posted_numbers(data.getlist(self.prefix), self.most)]

    def _form(self, number: int, initial: Mapping[str, Any] | None = None) -> forms.Form:
        form = self.form_class(
            self.data, prefix=f"{self.prefix}-{number}", initial=dict(initial or {}), use_required_attribute=False
        )
        form.row_number = number  # type: ignore[attr-defined]
        return form

    def is_blank(self, form: forms.Form) -> bool:
        names: tuple[str, ...] = form.counted  # type: ignore[attr-defined]
        return not any(str(form.data.get(form.add_prefix(name), "")).strip() for name in names)

    def is_valid(self) -> bool:
        return all(self.is_blank(form) or form.is_valid() for form in self.forms)

    def values(self) -> list[dict[str, Any]]:
        """Clean values of the rows that say something, in order."""
        return [form.cleaned_data for form in self.forms if not self.is_blank(form)]

    def remove(self, number: int) -> None:
        self.forms = [form for form in self.forms if form.row_number != number]  # type: ignore[attr-defined]

    def add(self) -> None:
        """One more empty row behind those posted."""
        numbers = [form.row_number for form in self.forms]  # type: ignore[attr-defined]
        if len(numbers) < self.most:
            empty = self.form_class(
                prefix=f"{self.prefix}-{max(numbers, default=-1) + 1}", use_required_attribute=False
            )
            empty.row_number = max(numbers, default=-1) + 1  # type: ignore[attr-defined]
            self.forms.append(empty)

    @property
    def is_full(self) -> bool:
        return len(self.forms) >= self.most

    def errors(self) -> list[forms.Form]:
        """The rows that hold errors."""
        return [form for form in self.forms if form.is_bound and not self.is_blank(form) and form.errors]


class Targets(Rows):
    form_class, prefix = TargetForm, "targets"
    legend, add_label = _("Indicator"), _("Add an indicator")
    remove_label = _("Remove indicator")


class Comparisons(Rows):
    form_class, prefix = ComparisonForm, "comparisons"
    legend, add_label = _("Line"), _("Add a line")
    remove_label = _("Remove line")


class IPRights(Rows):
    form_class, prefix = IPRightForm, "ip_rights"
    legend, add_label = _("Right"), _("Add a right")
    remove_label = _("Remove right")


def posted_numbers(values: Iterable[str], most: int) -> list[int]:
    """Row numbers as posted, each once, as many as a page may have."""
    numbers = [int(value) for value in values if value.isascii() and value.isdigit() and len(value) <= 2]
    return list(dict.fromkeys(number for number in numbers if number <= HIGHEST_NUMBER))[:most]
