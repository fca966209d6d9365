"""Template tags that give a form field its label, help, errors and attributes in one place."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()

COUNTED_FROM = 60


def _widget(field: BoundField) -> forms.Widget:
    widget: forms.Widget = field.field.widget
    return widget


@register.filter
def widget_kind(field: BoundField) -> str:
    """Return which of the field templates shows this field."""
    widget = _widget(field)
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.MultiWidget):
        return "group_inputs"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "input"


@register.filter
def counter_max(field: BoundField) -> int:
    """Return the greatest length worth counting for the writer, or 0; what a browser fills in is not counted."""
    longest = getattr(field.field, "max_length", None) or 0
    widget = _widget(field)
    kind = widget.attrs.get("type") or getattr(widget, "input_type", "")
    is_text = isinstance(widget, forms.Textarea) or (isinstance(widget, forms.TextInput) and kind == "text")
    is_filled_in = "autocomplete" in widget.attrs
    return longest if is_text and not is_filled_in and longest >= COUNTED_FROM else 0


@register.filter
def field_id(field: BoundField) -> str:
    """Return the id an error summary links to: the input, or the first choice of a group."""
    if widget_kind(field) == "group":
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


def described_by(field: BoundField) -> str:
    """Return the ids of all texts that describe the field, in reading order."""
    ids = []
    if field.help_text:
        ids.append(f"{field.auto_id}_helptext")
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    if counter_max(field):
        ids.append(f"{field.auto_id}_count")
    return " ".join(ids)


@register.simple_tag
def field_widget(field: BoundField, **extra: Any) -> SafeString:
    """Return the field's input with the classes and aria attributes of the design."""
    attrs: dict[str, Any] = {key.replace("_", "-"): value for key, value in extra.items() if value}
    widget = _widget(field)
    classes = [widget.attrs.get("class", "")]
    if not isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        classes.append("input")
    attrs["class"] = " ".join(filter(None, classes)) or False
    if isinstance(widget, forms.EmailInput | forms.PasswordInput) or widget.attrs.get("type") in ("email", "password"):
        attrs["placeholder"] = False  # the label says it already
    described = described_by(field)
    if described:
        attrs["aria-describedby"] = described
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter
def option_hint(field: BoundField, value: Any) -> str:
    """Return the hint of one choice; a form field may carry `option_hints`, a mapping of value to text."""
    hints: dict[str, Any] = getattr(field.field, "option_hints", {})
    return str(hints.get(str(value), ""))


@register.filter
def text_of(texts: dict[str, str] | None, name: str) -> str:
    """Return the text that stands under a name, or nothing."""
    return (texts or {}).get(name, "")


@register.filter
def summary_errors(form: forms.BaseForm) -> list[dict[str, Any]]:
    """Return every error of the form with the label and the id of its field; a question mark needs no colon."""
    rows: list[dict[str, Any]] = [{"label": "", "text": text, "id": ""} for text in form.non_field_errors()]
    for field in form:
        mark = "" if str(field.label).endswith("?") else ":"
        rows.extend({"label": field.label, "mark": mark, "text": text, "id": field_id(field)} for text in field.errors)
    return rows
