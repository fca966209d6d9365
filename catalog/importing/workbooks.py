"""The Excel files that people get: one to fill in, and theirs again with what is wrong beside the cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from catalog.importing.checking import MOST_ROWS, Fault
from catalog.importing.columns import CODES, ONE_CODE, Column, coded, columns_of
from catalog.importing.examples import EXAMPLES
from taxonomy.models import Concept
from taxonomy.spreadsheets import saved, write_text

LAST_ROW: Final = MOST_ROWS + 20
_HEADING, _FAULTY = PatternFill("solid", fgColor="0A3A57"), PatternFill("solid", fgColor="FBE3E0")
_WIDE: Final = frozenset({"description", "present_state", "comparisons", "targets", "advantages", "problem"})


def template(kind: str) -> bytes:
    """The file to fill in: headings, hints, an example, lists to choose from, and the codes."""
    book, columns = Workbook(), columns_of(kind)
    sheet = _first_sheet(book, columns)
    places = _write_codes(book, kind)
    for number, column in enumerate(columns, start=1):
        write_text(sheet.cell(2, number), column.hint)
        sheet.cell(2, number).font = Font(italic=True, color="465866")
        write_text(sheet.cell(3, number), EXAMPLES[kind].get(column.name, ""))
        _offer_choices(sheet, number, column, places)
    sheet.freeze_panes = "B2"
    return saved(book)


def report(kind: str, cells: Sequence[Mapping[str, Any]], faults: Sequence[Fault]) -> bytes:
    """The rows as they were sent, faulty cells coloured and explained, all faults of a row again in the last column."""
    book, columns = Workbook(), columns_of(kind)
    sheet = _first_sheet(book, columns)
    _heading(sheet, len(columns) + 1, _("To correct"))
    by_place: dict[tuple[int, str], list[str]] = {}
    for fault in faults:
        by_place.setdefault((fault.row, fault.name), []).append(fault.text)
    labels = {column.name: column.label for column in columns}
    for place, row in enumerate(cells, start=2):
        for number, column in enumerate(columns, start=1):
            cell = sheet.cell(place, number)
            write_text(cell, row["cells"].get(column.name, ""))
            if said := by_place.get((row["number"], column.name)):
                cell.fill, cell.comment = _FAULTY, Comment("\n".join(said), "CungCầu")
        told = [f"{labels[name]}: {text}" if name else text
                for (number, name), texts in by_place.items() if number == row["number"] for text in texts]  # fmt: skip
        write_text(sheet.cell(place, len(columns) + 1), "\n".join(told))
    sheet.freeze_panes = "B2"
    return saved(book)


def _first_sheet(book: Workbook, columns: Iterable[Column]) -> Any:
    sheet: Any = book.active
    sheet.title = _("Listings")
    for number, column in enumerate(columns, start=1):
        _heading(sheet, number, f"{column.label} *" if column.name == "title" else column.label)
        sheet.column_dimensions[get_column_letter(number)].width = 48 if column.name in _WIDE else 26
    return sheet


def _heading(sheet: Any, number: int, text: str) -> None:
    cell = sheet.cell(1, number)
    write_text(cell, text)
    cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEADING
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _write_codes(book: Workbook, kind: str) -> dict[str, str]:
    """A column of codes for each classification that the kind has; where each list stands."""
    sheet: Any = book.create_sheet(_("Codes"))
    places = {}
    wanted = {name: CODES[name][0] if name in CODES else ONE_CODE[name] for name in (*CODES, *ONE_CODE)}
    labels = {column.name: column.label for column in columns_of(kind)}
    for number, (name, scheme) in enumerate(wanted.items(), start=1):
        letter = get_column_letter(number)
        _heading(sheet, number, labels[name])
        sheet.column_dimensions[letter].width = 60
        concepts = list(Concept.objects.of(scheme).order_by("order", "code"))
        for place, concept in enumerate(concepts, start=2):
            write_text(sheet.cell(place, number), coded(concept))
        places[name] = f"'{sheet.title}'!${letter}$2:${letter}${len(concepts) + 1}"
    sheet.freeze_panes = "A2"
    return places


def _offer_choices(sheet: Any, number: int, column: Column, places: Mapping[str, str]) -> None:
    """A list in the cells; where several codes may stand, another text than one of the list is allowed."""
    if column.name not in places and not column.options:
        return
    formula = places.get(column.name) or '"' + ",".join(column.options) + '"'
    choices = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=column.name not in CODES)
    letter = get_column_letter(number)
    choices.add(f"{letter}3:{letter}{LAST_ROW}")
    sheet.add_data_validation(choices)
