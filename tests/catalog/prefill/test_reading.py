"""Files read in a process of their own: what they say, and what is refused."""

from __future__ import annotations

import pytest

from catalog.prefill.child import read_apart
from catalog.prefill.readers import read
from catalog.prefill.reading import Reading, Unreadable
from catalog.uploads import ENDINGS
from tests.catalog.files import PDF, office
from tests.catalog.prefill.texts import encrypted_pdf, excel, packed, plain_pdf, scanned_pdf, word

PDF_TYPE, WORD, EXCEL = ENDINGS[".pdf"], ENDINGS[".docx"], ENDINGS[".xlsx"]


def problem_of(content: bytes, content_type: str) -> str:
    with pytest.raises(Unreadable) as refusal:
        read(content, content_type)
    return refusal.value.problem


def test_a_word_file_keeps_headings_forms_and_tables() -> None:
    form = read(word("Một dòng", [["Tên công nghệ", "Lọc khí"], ["Ưu điểm", "Rẻ"]], heading="Giới thiệu"), WORD)
    assert form.lines == ["# Giới thiệu", "Một dòng", "Tên công nghệ: Lọc khí", "Ưu điểm: Rẻ"]
    wide = read(word("Một dòng", [["Chỉ tiêu", "Giá trị", "Đơn vị"], ["COD", "50", "mg/l"]]), WORD)
    assert wide.tables == [[["Chỉ tiêu", "Giá trị", "Đơn vị"], ["COD", "50", "mg/l"]]]


def test_an_excel_file_is_read_by_its_rows() -> None:
    found = read(excel(["Tên nhu cầu", "Lọc nước"], [None, None], ["Kinh phí", 500]), EXCEL)
    assert found.lines == ["Tên nhu cầu: Lọc nước", "Kinh phí: 500"]


def test_a_pdf_file_is_read_by_its_lines() -> None:
    assert read(plain_pdf(["Heat-pump dryer for farms", "Capacity: 500 kg/day"]), PDF_TYPE).lines == [
        "Heat-pump dryer for farms", "Capacity: 500 kg/day"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "content_type", "problem"),
    [
        (scanned_pdf(), PDF_TYPE, "scanned"),
        (encrypted_pdf(), PDF_TYPE, "encrypted"),
        (PDF, PDF_TYPE, "damaged"),
        (plain_pdf(["Text"])[:300], PDF_TYPE, "damaged"),
        (b"%PDF-1.4 nothing", PDF_TYPE, "damaged"),
        (word(""), WORD, "empty"),
        (office("docx")[:60], WORD, "damaged"),
        (packed('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), WORD, "damaged"),
        (packed("<w:document>"), WORD, "damaged"),
        (office("xlsx"), EXCEL, "damaged"),
        (excel(), EXCEL, "empty"),
        (b"x", "image/png", "damaged"),
    ],
    ids=["scanned", "encrypted", "no pages", "cut", "nothing", "no text", "cut zip", "entities", "cut xml", "no sheet",
         "no cells", "type"],
)  # fmt: skip
def test_what_cannot_be_read_says_why(content: bytes, content_type: str, problem: str) -> None:
    assert problem_of(content, content_type) == problem


def test_the_child_says_the_same() -> None:
    content = word("Máy sấy bơm nhiệt", [["Chỉ tiêu", "Giá trị", "Đơn vị"], ["Công suất", "500", "kg/mẻ"]])
    found = read_apart(content, WORD)
    assert (found.lines, found.tables) == (["Máy sấy bơm nhiệt"], read(content, WORD).tables)
    with pytest.raises(Unreadable, match="scanned"):
        read_apart(scanned_pdf(), PDF_TYPE)


@pytest.mark.parametrize("bounds", [{"seconds": 1}, {"memory": 100_000_000}], ids=["time", "memory"])
def test_a_child_over_its_bounds(bounds: dict[str, int]) -> None:
    huge = packed(f"<d>{'<p/>' * 2_000_000}</d>")
    with pytest.raises(Unreadable, match="too_large"):
        read_apart(huge, WORD, **bounds)


def test_a_reading_is_bounded() -> None:
    assert len(Reading(["chữ " * 100_000]).text) == 120_000
