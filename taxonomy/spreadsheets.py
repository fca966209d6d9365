"""Excel files: texts of people are stored as texts, and nothing in them is ever run as a formula. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Value = str | int | float
#: A name and rows, the first of which is the heading.
Sheet = tuple[str, Sequence[Sequence[Value]]]

#: What spreadsheet programs take for the beginning of a formula, behind blanks too.
_FORMULA: Final = re.compile(r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]")
_UNSTORABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\']")
#: As many characters as a cell of Excel holds, and as its name of a sheet may have.
LONGEST_CELL: Final = 32_767
LONGEST_NAME: Final = 31
FIRST_COLUMN: Final = 48


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet program may run the text."""
    return _FORMULA.match(text) is not None


def write_text(cell: Any, text: str) -> None:
    """Put a text into a cell, as a text whatever it begins with; it stays one when somebody edits the cell."""
    assert isinstance(cell, Cell)
    cell.value = _UNSTORABLE.sub("", text)[:LONGEST_CELL] or None
    if cell.value is None:
        return
    cell.data_type = "s"
    cell.number_format = "@"
    if is_formula_like(text):
        cell.quotePrefix = True


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The file of some tables, their headings in bold."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet: Any = book.create_sheet(sheet_name(name))
        sheet.column_dimensions["A"].width = FIRST_COLUMN
        for place, row in enumerate(rows, start=1):
            for number, value in enumerate(row, start=1):
                write(sheet.cell(place, number), value, is_heading=place == 1)
    return saved(book)


def write(cell: Any, value: Value, *, is_heading: bool) -> None:
    """Put a number or a text into a cell."""
    if isinstance(value, str):
        write_text(cell, value)
    else:
        cell.value = value
    if is_heading:
        cell.font = Font(bold=True)


def sheet_name(name: str) -> str:
    """What a program accepts as the name of a sheet."""
    return _NOT_IN_NAMES.sub(" ", _UNSTORABLE.sub("", name))[:LONGEST_NAME].strip() or "1"


def saved(book: Workbook) -> bytes:
    """The content of the file."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()
