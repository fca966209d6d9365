"""The rows of a file judged one by one, each with all that is wrong in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalog.importing.columns import CODES, ROW_FORMS, Cleaner, cleaners, names_of, titles_of_ours
from catalog.text import normalise

MOST_ROWS: Final = 1000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a cell, or in the row as a whole ("" as name)."""

    row: int
    name: str
    text: str


@dataclass(slots=True)
class Draft:
    """A row without faults: values of columns, codes and rows of the listing, and the hash of all it says."""

    number: int
    digest: str
    values: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, list[Any]] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A filled row: its number in the file, and its cells by column."""

    number: int
    cells: dict[str, str]


class NotTheTemplate(Exception):
    """The first sheet has no heading row of ours."""


class TooManyRows(Exception):
    """The file has more rows than may be taken at once."""


def rows_of(table: Sequence[Sequence[str]], kind: str) -> list[Row]:
    """The filled rows below the headings; the hints, and the example where it was left as it is, are no rows."""
    if not table or "title" not in (names := names_of(table[0], kind)):
        raise NotTheTemplate
    ours = titles_of_ours(kind)
    found = []
    for number, line in enumerate(table[1:], start=2):
        texts = zip(names, (normalise(cell).strip() for cell in line), strict=False)
        cells = {name: text for name, text in texts if name and text}
        if cells and cells.get("title") not in ours:
            found.append(Row(number, cells))
    if len(found) > MOST_ROWS:
        raise TooManyRows
    return found


def check(rows: Sequence[Row], kind: str) -> Iterator[Draft | list[Fault]]:
    """For each row its draft, or what is wrong."""
    used = cleaners(kind)
    seen: dict[str, int] = {}
    for row in rows:
        draft, faults = _check_row(row, used)
        if first := seen.setdefault(draft.digest, row.number) != row.number and seen[draft.digest]:
            faults.append(Fault(row.number, "", _("This row says the same as row %(number)s.") % {"number": first}))
        yield faults or draft


def _check_row(row: Row, used: Mapping[str, Cleaner]) -> tuple[Draft, list[Fault]]:
    draft, faults = Draft(row.number, digest_of(row)), []
    for name, clean in used.items():
        text = row.cells.get(name, "")
        try:
            _put(draft, name, clean(_value(text)))
        except ValidationError as error:
            faults += [Fault(row.number, name, message) for message in error.messages]
    return draft, faults or _across(draft)


def _value(text: str) -> str:
    if text.startswith("="):
        raise ValidationError(_("The cell holds a formula. Please put its value there."))
    return text


def _put(draft: Draft, name: str, value: Any) -> None:
    target: dict[str, Any] = draft.codes if name in CODES else draft.rows if name in ROW_FORMS else draft.values
    target[name] = value


def _across(draft: Draft) -> list[Fault]:
    """What two cells say against each other."""
    orders = (
        ("amount_min", "amount_max", _("The value under “To” must not be below the value under “From”.")),
        ("time_from", "time_to", _("The end date must not be before the start date.")),
    )
    values = draft.values
    return [
        Fault(draft.number, high, text)
        for low, high, text in orders
        if values.get(low) is not None and values.get(high) is not None and values[high] < values[low]
    ]


def digest_of(row: Row) -> str:
    """The hash of all that a row says, wherever it stands."""
    return hashlib.sha256(json.dumps(sorted(row.cells.items()), ensure_ascii=False).encode()).hexdigest()
