"""Excel files: well-formed, text stays text, and nothing becomes a formula."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from exchange import xlsx

NS = {"m": xlsx.MAIN}


def rows(content: bytes, number: int = 1) -> list[list[str]]:
    """The cells of a sheet as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        root = ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
    return [["".join(cell.itertext()) for cell in row.findall("m:c", NS)] for row in root.iterfind(".//m:row", NS)]


def test_sheets_rows_and_numbers() -> None:
    content = xlsx.workbook([("Một", [("Tên", "Số"), ("Sấy lúa", 12), ("<&>", 1.5)]), ("Hai", [("x",)])])
    assert rows(content) == [["Tên", "Số"], ["Sấy lúa", "12"], ["<&>", "1.5"]]
    assert rows(content, 2) == [["x"]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", '=HYPERLINK("http://x")'])
def test_no_text_is_computed(text: str) -> None:
    ((cell,),) = rows(xlsx.workbook([("S", [(text,)])]))
    assert cell == f"'{text}"


def test_numbers_stay_numbers() -> None:
    assert rows(xlsx.workbook([("S", [(-3,)])])) == [["-3"]]


@pytest.mark.parametrize("name", ["a/b:c*?[d]'", "x" * 60, "", "\x00"])
def test_names_of_sheets_are_what_a_spreadsheet_accepts(name: str) -> None:
    shown = xlsx.sheet_name(name)
    assert 0 < len(shown) <= 31
    assert not set(shown) & set("[]:*?/\\'\x00")


def test_every_part_is_named_and_well_formed() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx.workbook([("A & B", [("\x00\x0b",)])]))) as archive:
        names = set(archive.namelist())
        for name in names:
            ET.fromstring(archive.read(name))
        types = archive.read("[Content_Types].xml").decode()
    assert {"xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"} <= names
    assert all(f"/{name}" in types for name in names if name.startswith("xl/") and "_rels" not in name)


def test_the_same_tables_make_the_same_file() -> None:
    assert xlsx.workbook([("A", [("x", 1)])]) == xlsx.workbook([("A", [("x", 1)])])
