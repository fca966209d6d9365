"""Texts of people in tables for spreadsheet programs: nothing in them is ever run as a formula. Pure.

In Excel files a text is stored as one and stays one when somebody edits the cell. CSV knows no types: there an
apostrophe goes before what a program would take for a formula.
"""

from __future__ import annotations

import re
from typing import Any, Final

from openpyxl.cell import Cell

#: What spreadsheet programs take for the beginning of a formula, behind blanks too.
_FORMULA: Final = re.compile(r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]")
_UNSTORABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
#: As many characters as a cell of Excel holds.
LONGEST_CELL: Final = 32_767


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet program may run the text."""
    return _FORMULA.match(text) is not None


def neutral(text: str) -> str:
    """The text for a CSV file."""
    return f"'{text}" if is_formula_like(text) else text


def write_text(cell: Any, text: str) -> None:
    """Put a text into a cell of an Excel file, as a text whatever it begins with."""
    assert isinstance(cell, Cell)
    cell.value = _UNSTORABLE.sub("", text)[:LONGEST_CELL]
    cell.data_type = "s"
    cell.number_format = "@"
    if is_formula_like(text):
        cell.quotePrefix = True
