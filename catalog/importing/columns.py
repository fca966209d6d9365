"""The columns of the Excel file, by kind: the fields of the posting form, and how a cell becomes a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from catalog.forms.fields import INVALID_CHOICE, YesOrNo, shown
from catalog.forms.rows import ComparisonForm, TargetForm
from catalog.importing.examples import EXAMPLES
from catalog.models import Kind, Listing
from catalog.posting_steps import steps_of
from catalog.text import normalise
from taxonomy.folding import letters
from taxonomy.models import Concept

Cleaner = Callable[[str], Any]

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    Kind.OFFER: (
        "title", "language", "summary", "problem", "description", "advantages", "applications", "comparisons", "trl",
        "trl_evidence", "fields", "industries", "keywords", "forms", "transfer_right", "price_kind", "amount_min",
        "amount_max", "economic_effect", "customers", "support", "partner_sought", "province",
    ),
    Kind.NEED: (
        "title", "language", "summary", "present_state", "description", "tried", "targets", "fields", "industries",
        "keywords", "forms", "trl", "amount_min", "amount_max", "time_from", "time_to", "import_accepted", "province",
        "constraints", "is_anonymous",
    ),
}  # fmt: skip
#: Columns that hold codes of a classification, with how many.
CODES: Final = {"fields": ("st_field", 3), "industries": ("vsic", 5), "forms": ("transfer_form", 8)}
ONE_CODE: Final = {"province": "province", "trl": "trl"}
ROW_FORMS: Final[Mapping[str, type[forms.Form]]] = {"targets": TargetForm, "comparisons": ComparisonForm}
MOST_LINES: Final = 10
_LABELS: Final = {"targets": gettext_lazy("Target indicators"), "comparisons": gettext_lazy("Comparison table")}
_TITLE_NEEDED: Final = gettext_lazy("Please fill in this field.")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name among the listing's fields, its heading, what may stand in it."""

    name: str
    label: str
    hint: str
    options: tuple[str, ...] = ()


def columns_of(kind: str) -> list[Column]:
    """All columns in the active language."""
    fields = form_fields(kind)
    return [
        Column(name, label_of(name, fields), hint_of(name, fields), options_of(name, fields)) for name in NAMES[kind]
    ]


def form_fields(kind: str) -> dict[str, forms.Field]:
    """The fields of all steps of the posting form."""
    draft = Listing(kind=kind, organisation=Organisation())
    return {name: field for step in steps_of(kind) if step.form is not None
            for name, field in step.form(instance=draft).fields.items()}  # fmt: skip


def label_of(name: str, fields: Mapping[str, forms.Field]) -> str:
    return str(_LABELS[name] if name in _LABELS else fields[name].label)


def hint_of(name: str, fields: Mapping[str, forms.Field]) -> str:
    if name in ROW_FORMS:
        parts = " | ".join(str(field.label) for field in ROW_FORMS[name].base_fields.values())
        return _("A line each, its parts with | between them: %(parts)s") % {"parts": parts}
    if name in CODES:
        return _("Up to %(most)s codes of the sheet of codes, with ; between them.") % {"most": CODES[name][1]}
    if name in ONE_CODE or options_of(name, fields):
        return _("Choose from the list.")
    return str(fields[name].help_text)


def options_of(name: str, fields: Mapping[str, forms.Field]) -> tuple[str, ...]:
    """What a list in the cell offers, in the active language; codes come from the sheet of codes."""
    if name in CODES or name in ONE_CODE or name in ROW_FORMS:
        return ()
    field = fields[name]
    if isinstance(field, forms.BooleanField):
        return (_("Yes"), _("No"))
    if isinstance(field, forms.ChoiceField):
        return tuple(str(label) for value, label in choices_of(field) if value)
    return ()


def choices_of(field: forms.ChoiceField) -> list[tuple[str, Any]]:
    choices: Any = field.choices
    return [(str(value), label) for value, label in choices]


def coded(concept: Concept) -> str:
    """A code as it stands in a cell."""
    return f"{concept.code} – {concept.name}"


def cleaners(kind: str) -> dict[str, Cleaner]:
    """For each column what makes a value of a cell's text, or raises a ValidationError; each asks the database once."""
    fields = form_fields(kind)
    return {name: _cleaner(name, fields.get(name)) for name in NAMES[kind]}


def _cleaner(name: str, field: forms.Field | None) -> Cleaner:
    if name in ROW_FORMS:
        return _rows_cleaner(ROW_FORMS[name])
    if name in CODES:
        return _codes_cleaner(*CODES[name])
    assert field is not None
    if name in ONE_CODE:
        return _code_cleaner(ONE_CODE[name], as_number=name == "trl")
    if isinstance(field, forms.ChoiceField | forms.BooleanField):
        return _choice_cleaner(name, _words(field) if isinstance(field, forms.ChoiceField) else _yes_or_no())
    if name == "title":
        return _needed(field)
    return field.clean


def _needed(field: forms.Field) -> Cleaner:
    def clean(text: str) -> Any:
        if not text:
            raise ValidationError(_TITLE_NEEDED)
        return field.clean(text)

    return clean


def _yes_or_no() -> dict[str, Any]:
    known: dict[str, Any] = {}
    for language in ("vi", "en"):
        with translation.override(language):
            known |= {_folded(_("Yes")): True, _folded(_("No")): False}
    return known


def _words(field: forms.ChoiceField) -> dict[str, Any]:
    """Values, and their words in either language → value."""
    known: dict[str, Any] = {}
    for language in ("vi", "en"):
        with translation.override(language):
            for value, label in choices_of(field):
                meant = value == "True" if isinstance(field, YesOrNo) else value
                known |= {_folded(value): meant, _folded(str(label)): meant} if value else {}
    return known


def _choice_cleaner(name: str, known: Mapping[str, Any]) -> Cleaner:
    default = getattr(Listing(), name)

    def clean(text: str) -> Any:
        if not text:
            return default
        if _folded(text) not in known:
            raise ValidationError(INVALID_CHOICE)
        return known[_folded(text)]

    return clean


def _code_cleaner(scheme: str, *, as_number: bool) -> Cleaner:
    known = _concepts(scheme)

    def clean(text: str) -> Any:
        if not text:
            return None
        concept = _concept(text, known)
        return int(concept.code) if as_number else concept

    return clean


def _codes_cleaner(scheme: str, most: int) -> Cleaner:
    known = _concepts(scheme)

    def clean(text: str) -> list[Concept]:
        parts = [part for part in re.split(r"[;\n]", text) if part.strip()]
        found = list({concept.pk: concept for concept in (_concept(part, known) for part in parts)}.values())
        if len(found) > most:
            raise ValidationError(
                _("Please choose at most %(max)s; there are now %(now)s."),
                params={"max": most, "now": shown(len(found))},
            )
        return found

    return clean


def _concepts(scheme: str) -> dict[str, Concept]:
    """Concepts by code and by name in both languages."""
    known: dict[str, Concept] = {}
    for concept in Concept.objects.of(scheme):
        for word in (concept.code, concept.name_vi, concept.name_en):
            known.setdefault(_folded(word), concept)
    return known


def _concept(text: str, known: Mapping[str, Concept]) -> Concept:
    code = re.split(r"\s[–-]\s", text, maxsplit=1)[0].removeprefix("TRL ")
    found = known.get(_folded(text)) or known.get(_folded(code))
    if found is None:
        raise ValidationError(_("“%(text)s” is not among the codes. Please choose from the sheet of codes."),
                              params={"text": text.strip()[:60]})  # fmt: skip
    return found


def _rows_cleaner(form: type[forms.Form]) -> Cleaner:
    fields = form.base_fields

    def clean(text: str) -> list[dict[str, Any]]:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(_("There can be at most %(most)s."), params={"most": MOST_LINES})
        return [_row(line, fields) for line in lines]

    return clean


def _row(line: str, fields: Mapping[str, forms.Field]) -> dict[str, Any]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) > len(fields):
        raise ValidationError(_("Line “%(line)s” has too many parts."), params={"line": line[:60]})
    parts += [""] * (len(fields) - len(parts))
    try:
        return {name: _part(field, part) for (name, field), part in zip(fields.items(), parts, strict=True)}
    except ValidationError as error:
        said = " ".join(error.messages)
        raise ValidationError(_("Line “%(line)s”: %(error)s"), params={"line": line[:60], "error": said}) from error


def _part(field: forms.Field, text: str) -> Any:
    if isinstance(field, YesOrNo):
        return _choice_by_label(field, text)
    return field.clean(text)


def _choice_by_label(field: YesOrNo, text: str) -> bool:
    if not text:
        return field.default
    if (value := _words(field).get(_folded(text))) is None:
        raise ValidationError(INVALID_CHOICE)
    return bool(value)


def _folded(text: str) -> str:
    return letters(" ".join(normalise(text).split()))


def headings(kind: str) -> dict[str, str]:
    """Heading in either language → name of the column."""
    known: dict[str, str] = {}
    for language in ("vi", "en"):
        with translation.override(language):
            known |= {_folded(column.label): column.name for column in columns_of(kind)}
    return known


def titles_of_ours(kind: str) -> set[str]:
    """What stands under the title in rows that are no listings: the hint in either language, the example."""
    found = {EXAMPLES[kind]["title"]}
    for language in ("vi", "en"):
        with translation.override(language):
            found |= {column.hint for column in columns_of(kind) if column.name == "title"}
    return found


def names_of(row: Iterable[str], kind: str) -> list[str]:
    """The name of each column of a heading row, "" for one that is none of ours."""
    known = headings(kind)
    return [known.get(_folded(cell.split("*")[0]), "") for cell in row]
