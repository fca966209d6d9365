"""Whatever goes into a table for a spreadsheet program is text there; and nothing is written past these functions."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.spreadsheets import LONGEST_NAME, is_formula_like, sheet_name, workbook, write_text

ROOT = Path(__file__).resolve().parents[2]
DANGEROUS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "=cmd|' /C calc'!A0"]
APPS = ("taxonomy", "accounts", "catalog", "matching", "cooperation", "advisory", "exchange")


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_formula_is_known(text: str) -> None:
    assert is_formula_like(text)


@pytest.mark.parametrize("text", ["", "Lọc khí", "5 - 3", "a=b", "'=1", "(+84)"])
def test_other_texts_are_none(text: str) -> None:
    assert not is_formula_like(text)


def sheets_of(content: bytes) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book.worksheets}


def test_tables_come_back_as_they_were_with_numbers_as_numbers() -> None:
    table = [("Tên", "Số"), ("Sấy lúa", 12), ("<&>", -1.5)]
    assert sheets_of(workbook([("Một", table), ("Hai", [("x",)])])) == {"Một": [*map(list, table)], "Hai": [["x"]]}


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_of_a_table_is_computed(text: str) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook([("S", [("T",), (text,)])])))
    cell = book.worksheets[0]["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


@pytest.mark.parametrize("name", ["a/b:c*?[d]'", "x" * 60, "", "\x00"])
def test_names_of_sheets_are_what_a_spreadsheet_accepts(name: str) -> None:
    shown = sheet_name(name)
    assert 0 < len(shown) <= LONGEST_NAME
    assert not set(shown) & set("[]:*?/\\'\x00")


@given(st.text(max_size=40))
def test_whatever_is_written_comes_back_as_text(text: str) -> None:
    book, out = openpyxl.Workbook(), BytesIO()
    write_text(book.active.cell(1, 1), text)
    book.save(out)
    cell = openpyxl.load_workbook(BytesIO(out.getvalue())).active.cell(1, 1)
    assert cell.data_type == "s" or cell.value is None


@pytest.mark.parametrize("text", DANGEROUS)
def test_an_excel_cell_keeps_its_text(text: str) -> None:
    book, out = openpyxl.Workbook(), BytesIO()
    write_text(book.active.cell(1, 1), text)
    book.save(out)
    assert b"<f>" not in out.getvalue()
    cell = openpyxl.load_workbook(BytesIO(out.getvalue())).active.cell(1, 1)
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_every_export_goes_through_these_functions() -> None:
    """A module that writes Excel or CSV files has to import them."""
    writers = re.compile(r"\bWorkbook\(|csv\.writer|csv\.DictWriter|text/csv")
    modules = {path: path.read_text(encoding="utf-8") for app in APPS for path in (ROOT / app).rglob("*.py")}
    writing = {path for path, code in modules.items() if writers.search(code)}
    assert {ROOT / "catalog/importing/workbooks.py", ROOT / "taxonomy/spreadsheets.py"} <= writing
    assert [
        path for path in writing if path.name != "spreadsheets.py" and "taxonomy.spreadsheets" not in modules[path]
    ] == []
