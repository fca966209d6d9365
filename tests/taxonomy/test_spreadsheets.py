"""Whatever goes into a table for a spreadsheet program is text there; and nothing is written past these functions."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.spreadsheets import is_formula_like, neutral, write_text

ROOT = Path(__file__).resolve().parents[2]
DANGEROUS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "=cmd|' /C calc'!A0"]
APPS = ("taxonomy", "accounts", "catalog", "matching", "cooperation", "exchange")


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_formula_is_no_formula_any_more(text: str) -> None:
    assert neutral(text) == f"'{text}"
    assert not is_formula_like(neutral(text))


@pytest.mark.parametrize("text", ["", "Lọc khí", "5 - 3", "a=b", "'=1", "(+84)"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text


@given(st.text(max_size=40))
def test_whatever_is_written_comes_back_as_text(text: str) -> None:
    book, out = openpyxl.Workbook(), BytesIO()
    write_text(book.active.cell(1, 1), text)
    book.save(out)
    cell = openpyxl.load_workbook(BytesIO(out.getvalue())).active.cell(1, 1)
    assert cell.data_type in ("s", "n")
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
    assert ROOT / "catalog/importing/workbooks.py" in writing
    assert [path for path in writing if "taxonomy.spreadsheets" not in modules[path]] == []
