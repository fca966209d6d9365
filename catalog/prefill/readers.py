"""Reads PDF, Word and Excel files. Pure; `child` runs it within bounds, so that nobody else loads its libraries."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from catalog.prefill.reading import CELLS, MOST_CHARACTERS, READABLE, Reading, Table, Unreadable

MOST_PAGES: Final = 60
MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 5, 500, 12
#: Of a list of listings: more rows than may be imported, so that it can be said that there are too many.
MOST_LISTED_ROWS, MOST_LISTED_COLUMNS, LONGEST_CELL = 1200, 60, 10_000
#: A page with fewer letters has been scanned, or its fonts do not say which letters they draw.
LETTERS_A_PAGE: Final = 20
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BROKEN: Final = (PyPdfError, zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException, ValueError, KeyError,
                  TypeError, IndexError, AttributeError, OSError, RecursionError)  # fmt: skip


def read(content: bytes, content_type: str) -> Reading:
    """All that can be read; raises Unreadable, whatever the libraries stumble over."""
    reader = next((reader for name, reader in READERS.items() if name in content_type), None)
    if reader is None:
        raise Unreadable("damaged")
    try:
        found = reader(content)
    except Unreadable:
        raise
    except MemoryError:
        raise Unreadable("too_large") from None
    except _BROKEN as broken:
        raise Unreadable("damaged") from broken
    if content_type == CELLS:
        return found
    if not any(map(str.isalpha, found.text)) and not found.tables:
        raise Unreadable("scanned" if "pdf" in content_type else "empty")
    return found


def read_pdf(content: bytes) -> Reading:
    """The text of the first pages in reading order."""
    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("encrypted")
    found, size = Reading(), 0
    pages = reader.pages[:MOST_PAGES]
    for page in pages:
        lines = page.extract_text().splitlines()
        size += sum(map(len, lines))
        found.lines += lines
        if size > MOST_CHARACTERS:
            break
    if sum(map(str.isalpha, found.text)) < LETTERS_A_PAGE * max(1, len(pages)):
        raise Unreadable("scanned")
    return found


def read_word(content: bytes) -> Reading:
    """Paragraphs and tables in their order; a table within a table is read with the cell it stands in."""
    found, depth = Reading(), 0
    rows: Table = []
    with zipfile.ZipFile(BytesIO(content)) as archive, archive.open("word/document.xml") as part:
        for event, element in iterparse(part, events=("start", "end"), forbid_dtd=True):
            if element.tag == f"{_WORD}tbl":
                depth += 1 if event == "start" else -1
                if depth == 0:
                    found.take_table(rows)
                    rows = []
                    element.clear()
            elif event == "end" and element.tag == f"{_WORD}tr" and depth == 1:
                rows.append([_text_of(cell) for cell in element.findall(f"{_WORD}tc")][:MOST_COLUMNS])
            elif event == "end" and element.tag == f"{_WORD}p" and depth == 0:
                found.lines += _paragraph(element)
                element.clear()
    return found


def _paragraph(element: Element) -> Iterator[str]:
    style = element.find(f"{_WORD}pPr/{_WORD}pStyle")
    name = "" if style is None else style.get(f"{_WORD}val", "").lower()
    if text := _text_of(element):
        yield f"# {text}" if name.startswith(("heading", "tiu")) else text


def _text_of(element: Element) -> str:
    signs = {f"{_WORD}tab": " ", f"{_WORD}br": "\n", f"{_WORD}p": "\n"}
    parts = [each.text or "" if each.tag == f"{_WORD}t" else signs.get(each.tag, "") for each in element.iter()]
    return "".join(parts).strip()


def read_excel(content: bytes) -> Reading:
    """The filled cells of the first sheets; of formulas the values that were stored with them."""
    import openpyxl  # noqa: PLC0415 -- takes half a second, which no other file has to wait for

    found = Reading()
    book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
    for sheet in book.worksheets[:MOST_SHEETS]:
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
        found.take_table([["" if cell is None else str(cell) for cell in row] for row in rows])
    return found


def read_cells(content: bytes) -> Reading:
    """The first sheet as one table; a formula begins with "=", numbers and days are written as people write them."""
    import openpyxl  # noqa: PLC0415 -- takes half a second, which no other file has to wait for

    book = openpyxl.load_workbook(BytesIO(content), read_only=True)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=MOST_LISTED_ROWS, max_col=MOST_LISTED_COLUMNS, values_only=True)
    table = [[_as_typed(cell)[:LONGEST_CELL] for cell in row] for row in rows]
    while table and not any(table[-1]):
        table.pop()
    return Reading(tables=[table])


def _as_typed(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else str(cell)


READERS: Final = dict(zip((*READABLE, CELLS), (read_pdf, read_word, read_excel, read_cells), strict=True))
