"""Filled-in Excel files."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl

from catalog.importing.columns import columns_of
from catalog.importing.workbooks import template


def filled(kind: str, *rows: dict[str, Any]) -> bytes:
    """The template with rows written below its example, by the names of the columns."""
    book = openpyxl.load_workbook(BytesIO(template(kind)))
    places = {column.name: number for number, column in enumerate(columns_of(kind), start=1)}
    for number, row in enumerate(rows, start=4):
        for name, value in row.items():
            book.worksheets[0].cell(number, places[name]).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def need(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "title": f"Giảm tổng nitơ trong nước thải, xưởng {number}",
        "language": "Tiếng Việt",
        "present_state": "Mỗi ngày thải 400 m³.",
        "targets": "Tổng nitơ | ≤ 40 | mg/l | Bắt buộc\nDiện tích | 200 | m² | Mong muốn",
        "fields": "401; 207",
        "keywords": "nước thải, khử nitơ",
        "trl": "7",
        "amount_max": 2_500_000_000,
        "time_to": "31/12/2027",
        "import_accepted": "Không",
        "is_anonymous": "Chỉ hiển thị ngành",
        "province": "31 – Hải Phòng",
    } | changes


def offer(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "title": f"Máy sấy bơm nhiệt {number}",
        "comparisons": "Điện năng | 0,9 | 2,4 | kWh/kg nước",
        "trl": "8",
        "price_kind": "Giá tham khảo",
        "amount_min": "350 triệu",
    } | changes
