"""Tables as an Excel file, from plain data; pure. Text never becomes a formula, not even after saving as CSV."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

Cell = str | int | float
Sheet = tuple[str, Sequence[Sequence[Cell]]]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CONTENT_TYPE = f"{TYPE}.sheet"
#: What XML cannot hold, and what a sheet's name must not.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The file; the first row of each sheet is its heading."""
    numbers = range(1, len(sheets) + 1)
    files = {
        "[Content_Types].xml": content_types(numbers),
        "_rels/.rels": relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": book([name for name, _rows in sheets]),
        "xl/_rels/workbook.xml.rels": relations(
            [*(("worksheet", f"worksheets/sheet{number}.xml") for number in numbers), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": styles(),
        **{f"xl/worksheets/sheet{number}.xml": sheet(sheets[number - 1][1]) for number in numbers},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), HEAD + text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def content_types(numbers: Iterable[int]) -> str:
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in numbers]
    overrides = "".join(f'<Override PartName="{path}" ContentType="{TYPE}.{kind}+xml"/>' for path, kind in parts)
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{PACKAGE}/content-types">{rels}{overrides}</Types>'


def relations(targets: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def book(names: Sequence[str]) -> str:
    rows = "".join(
        f'<sheet name={quoteattr(sheet_name(name))} sheetId="{number}" r:id="r{number}"/>'
        for number, name in enumerate(names, 1)
    )
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{rows}</sheets></workbook>'


def sheet_name(name: str) -> str:
    return NOT_IN_NAMES.sub(" ", FORBIDDEN.sub("", name))[:LONGEST_NAME].strip() or "1"


def styles() -> str:
    """Plain, and bold for headings."""
    fonts = '<fonts count="2"><font/><font><b/></font></fonts>'
    patterns = "".join(f'<fill><patternFill patternType="{kind}"/></fill>' for kind in ("none", "gray125"))
    fills = f'<fills count="2">{patterns}</fills>'
    rest = '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    formats = '<cellXfs count="2"><xf fontId="0"/><xf fontId="1" applyFont="1"/></cellXfs>'
    return f'<styleSheet xmlns="{MAIN}">{fonts}{fills}{rest}{formats}</styleSheet>'


def sheet(rows: Sequence[Sequence[Cell]]) -> str:
    body = "".join(
        f"<row>{''.join(cell(value, style=int(not n)) for value in row)}</row>" for n, row in enumerate(rows)
    )
    columns = '<cols><col min="1" max="1" width="48"/></cols>'
    return f'<worksheet xmlns="{MAIN}">{columns}<sheetData>{body}</sheetData></worksheet>'


def cell(value: Cell, *, style: int) -> str:
    if isinstance(value, int | float):
        return f'<c s="{style}"><v>{value}</v></c>'
    text = escape(FORBIDDEN.sub("", harmless(value)))
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def harmless(text: str) -> str:
    """With an apostrophe before what a spreadsheet would compute."""
    return f"'{text}" if text.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text
