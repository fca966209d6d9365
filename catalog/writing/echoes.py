"""Money and figures as the portal has understood them, to be read back beside the input."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalog.forms.base import StepForm
from catalog.forms.fields import Money, language
from catalog.forms.rows import Rows
from catalog.quantities import Quantity, quantities
from taxonomy import formats

Echoes = dict[str, str]


def echoes_of(form: StepForm, rows: dict[str, Rows]) -> Echoes:
    """By the id of the input; empty where nothing, or nothing sensible, was written."""
    return {**amounts(form), **figures(rows)}


def amounts(form: StepForm) -> Echoes:
    """Amounts in full."""
    return {field.auto_id: full_amount(field.field, field.value()) for field in form if isinstance(field.field, Money)}


def full_amount(field: Money, written: Any) -> str:
    try:
        amount = field.clean(written)
    except ValidationError:
        return ""
    if amount is None:
        return ""
    shown = formats.number(amount, language())
    if shown in str(written):
        return ""
    full = f"{shown}\u00a0₫" if language() == "vi" else f"VND\u00a0{shown}"
    return f"{field.prepare_value(written)} = {full}"


def figures(rows: dict[str, Rows]) -> Echoes:
    """How matching reads a target's value with its unit."""
    found = {}
    for form in rows["targets"].forms if "targets" in rows else []:
        value, unit = form["value"], form["unit"]
        found[value.auto_id] = figure_read(
            str(form["name"].value() or ""), str(value.value() or ""), str(unit.value() or "")
        )
    return found


def figure_read(name: str, value: str, unit: str) -> str:
    """The sense of a figure in words, or that it is none which could be compared."""
    if not value.strip() or not any(map(str.isdigit, value)):
        return ""
    read = quantities(f"{name}: {value} {unit}".strip())
    return sense_of(read[-1]) if read else _("This figure is not compared: its unit is missing or not known.")


def sense_of(figure: Quantity) -> str:
    sentences = {
        "most": _("Read as: at most %(figure)s"),
        "least": _("Read as: at least %(figure)s"),
        "exact": _("Read as: %(figure)s"),
    }
    return sentences[figure.sense] % {"figure": figure.text.lstrip("<>≤≥=~ ")}
