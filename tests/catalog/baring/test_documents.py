"""Documents lose the names programs write into them, keep what they say, and cannot exhaust the portal."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject

from catalog.baring.bared import NotBared
from catalog.baring.child import bare_apart
from catalog.baring.office import bare_office
from catalog.baring.portable import bare_pdf
from catalog.documents import check_office, check_pdf
from catalog.uploads import ACCEPTED, ENDINGS
from tests.catalog.files import office

NAME = "Cơ khí Zuvanka"
WORD, EXCEL, POINT, PDF = (ENDINGS[ending] for ending in (".docx", ".xlsx", ".pptx", ".pdf"))
CORE = f'<cp:coreProperties xmlns:dc="d" xmlns:cp="c"><dc:creator>{NAME}</dc:creator></cp:coreProperties>'
APP = f"<Properties><Company>{NAME}</Company><Manager>{NAME}</Manager></Properties>"
CUSTOM = f"<Properties><property name='Owner'><vt:lpwstr>{NAME}</vt:lpwstr></property></Properties>"
ABOUT = {"docProps/core.xml": CORE, "docProps/app.xml": APP, "docProps/custom.xml": CUSTOM}


def parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def word_file() -> bytes:
    return office("docx", ABOUT | {
        "word/comments.xml": f'<w:comment w:author="{NAME}" w:initials="CKZ"><w:t>Xem lại số</w:t></w:comment>',
        "word/people.xml": f"<w15:people><w15:person w15:author='{NAME}'/></w15:people>",
        "word/footnotes.xml": f'<w:ins w:id="1" w:author="{NAME}" w:date="2026-01-01"><w:t>Thêm</w:t></w:ins>',
        "word/media/image1.png": b"\x89PNG \x00\x01",
    })  # fmt: skip


def excel_file() -> bytes:
    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = NAME
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"] = "Lưu lượng", 70
    sheet["A1"].comment = Comment(f"{NAME}:\nĐo tại ao số 3", NAME)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def slides() -> bytes:
    return office("pptx", ABOUT | {
        "ppt/commentAuthors.xml": f'<p:cmAuthor id="0" name="{NAME}" initials="CKZ" clrIdx="0"/>',
        "ppt/authors.xml": f'<p188:author name="{NAME}" initials="Z" userId="zuvanka@vidu.test" providerId="AD"/>',
        "ppt/slides/slide1.xml": '<p:sld><p:cNvPr id="1" name="Tiêu đề 1"/></p:sld>',
    })  # fmt: skip


def pdf_file(*, is_signed: bool = False, password: str = "") -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 300)
    page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/Zuvanka"): TextStringObject(NAME)})
    writer.add_metadata({"/Author": NAME, "/Company": NAME})
    packet = StreamObject()
    packet.set_data(f"<x:xmpmeta><dc:creator>{NAME}</dc:creator></x:xmpmeta>".encode())
    packet[NameObject("/Type")] = NameObject("/Metadata")
    writer.root_object[NameObject("/Metadata")] = writer._add_object(packet)
    note = Text(rect=(1, 1, 9, 9), text="Xem lại số")
    note[NameObject("/T")] = TextStringObject(NAME)
    writer.add_annotation(0, note)
    field = DictionaryObject({NameObject("/FT"): NameObject("/Sig"), NameObject("/T"): TextStringObject("Chữ ký")})
    if is_signed:
        field[NameObject("/V")] = DictionaryObject({NameObject("/Type"): NameObject("/Sig")})
        fields = ArrayObject([writer._add_object(field)])
        writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): fields})
    if password:
        writer.encrypt("", password, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def with_earlier_version(content: bytes) -> bytes:
    """The file as a program leaves it that adds each change behind the end."""
    writer = PdfWriter(BytesIO(content), incremental=True)
    writer.metadata = None
    writer.add_blank_page(100, 100)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(("make", "kind"), [(word_file, WORD), (excel_file, EXCEL), (slides, POINT)])
def test_office_files_lose_every_name(make: object, kind: str) -> None:
    content = make()  # type: ignore[operator]
    assert any("Zuvanka" in text for text in parts_of(content).values())
    bared = bare_office(content)
    named = {name for name, text in parts_of(bared).items() if "zuvanka" in text.lower() or "CKZ" in text}
    assert named == set()
    check_office(bared, kind)
    assert list(parts_of(bared)) == list(parts_of(content))
    assert bare_office(bared) == bared


def test_what_they_say_stays() -> None:
    before, after = parts_of(word_file()), parts_of(bare_office(word_file()))
    assert "Xem lại số" in after["word/comments.xml"]
    assert "Thêm" in after["word/footnotes.xml"]
    assert before["word/media/image1.png"] == after["word/media/image1.png"]
    assert 'name="Tiêu đề 1"' in parts_of(bare_office(slides()))["ppt/slides/slide1.xml"]
    sheet = load_workbook(BytesIO(bare_office(excel_file()))).active
    assert sheet is not None
    assert (sheet["A1"].value, sheet["A2"].value) == ("Lưu lượng", 70)
    assert "Đo tại ao số 3" in str(sheet["A1"].comment)


def test_path_of_the_own_disk_goes() -> None:
    path = '<x15ac:absPath xmlns:x15ac="u" url="C:\\Users\\zuvanka\\"/>'
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", f'<workbook><fileSharing userName="{NAME}"/>{path}<sheets/></workbook>')
    assert (
        parts_of(bare_office(out.getvalue()))["xl/workbook.xml"]
        == '<workbook><fileSharing userName=""/><sheets/></workbook>'
    )


def test_pdf_loses_every_name_and_keeps_its_pages() -> None:
    for content in (pdf_file(), with_earlier_version(pdf_file())):
        bared = bare_pdf(content)
        check_pdf(bared)
        reader = PdfReader(BytesIO(bared))
        assert (reader.metadata, reader.xmp_metadata) == (None, None)
        everything = "".join(str(reader.get_object(number)) for number in range(1, len(reader.xref[0]) + 1))
        assert "Zuvanka" not in everything
        assert b"Zuvanka" not in bared
        assert len(reader.pages) == len(PdfReader(BytesIO(content)).pages)
        assert reader.pages[0]["/Annots"][0]["/Contents"] == "Xem lại số"  # type: ignore[index]


@pytest.mark.parametrize(
    ("content", "kind", "problem"),
    [
        (pdf_file(is_signed=True), PDF, "signed"),
        (pdf_file(password="mat-khau"), PDF, "protected"),
        (b"%PDF-1.4\n%%EOF", PDF, "unreadable"),
        (pdf_file()[:200], PDF, "unreadable"),
        (office("docx", {"_xmlsignatures/sig1.xml": "<Signature/>"}), WORD, "signed"),
        (office("docx", {"word/comments.xml": "<a/>".encode("utf-16")}), WORD, "unreadable"),
        (b"PK\x03\x04 broken", EXCEL, "unreadable"),
    ],
)
def test_what_keeps_its_names_is_told_by_the_child(content: bytes, kind: str, problem: str) -> None:
    with pytest.raises(NotBared) as refusal:
        bare_apart(content, kind)
    assert refusal.value.problem == problem


@pytest.mark.parametrize(("make", "kind"), [(word_file, WORD), (pdf_file, PDF)])
def test_child_does_the_same(make: object, kind: str) -> None:
    content = make()  # type: ignore[operator]
    assert "zuvanka" not in bare_apart(content, kind).decode("latin-1").lower()
    assert kind in ACCEPTED


def test_bounds_hold() -> None:
    """A document that unpacks to more than the memory given ends the child, not the portal."""
    large = office("docx", {"word/media/a.bin": b"x" * 90_000_000, "word/media/b.bin": b"y" * 90_000_000})
    with pytest.raises(NotBared) as refusal:
        bare_apart(large, WORD, memory=160 * 2**20)
    assert refusal.value.problem == "too_large"
