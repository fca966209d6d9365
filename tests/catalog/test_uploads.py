"""Files judged by their content."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from catalog.uploads import (
    CheckedFile,
    Damaged,
    EmptyFile,
    TooLarge,
    TooManyPixels,
    Unsafe,
    UploadRefused,
    WrongType,
    check_upload,
    clean_name,
)
from tests.catalog.files import PDF, image, office, pdf_with, pdf_with_stream

LINK = '<Relationship Type="http://x/{kind}" Target="http://example.org/a" TargetMode="External"/>'


def check(name: str, content: bytes, *, max_bytes: int = 5_000_000, max_pixels: int = 1_000_000) -> CheckedFile:
    return check_upload(name, content, max_bytes=max_bytes, max_pixels=max_pixels)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("ảnh.jpg", image("JPEG"), "image/jpeg"),
        ("ảnh.JPEG", image("JPEG"), "image/jpeg"),
        ("ảnh.png", image("PNG", mode="RGBA"), "image/png"),
        ("ảnh.png", image("PNG", mode="P"), "image/png"),
        ("ảnh.webp", image("WEBP"), "image/webp"),
        ("thuyết minh.pdf", PDF, "application/pdf"),
        ("a.docx", office("docx"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", office("xlsx"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.pptx", office("pptx"), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ],
)
def test_check_upload_takes_the_accepted_types(name: str, content: bytes, content_type: str) -> None:
    checked = check(name, content)
    assert (checked.content_type, len(checked.sha256)) == (content_type, 64)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.html", b"<!doctype html><script>alert(1)</script>"),
        ("a.jpg", b"<html><script>alert(1)</script>"),
        ("a.js", b"alert(1)"),
        ("a.exe", b"MZ" + b"\x00" * 200),
        ("a.pdf", b"MZ" + b"\x00" * 200),
        ("a.gif", image("GIF", mode="P")),
        ("a.png", image("GIF", mode="P")),
        ("a.bmp", image("BMP")),
        ("a.tif", image("TIFF")),
        ("a.pdf", image("JPEG")),
        ("a.jpg", PDF),
        ("a.zip", office()),
        ("a.docx", PDF),
        ("a.xlsx", office("docx")),
        ("a", PDF),
        ("a.docm", office()),
        ("a.pdf", b" " + PDF),
        ("a.docx", b"GIF89a" + office()),
        ("a.docx", b"PK\x05\x06" + b"\x00" * 18),
        ("a.txt", "chữ".encode()),
    ],
)
def test_check_upload_refuses_other_types(name: str, content: bytes) -> None:
    with pytest.raises(WrongType):
        check(name, content)


def test_check_upload_refuses_empty_and_large_files() -> None:
    with pytest.raises(EmptyFile):
        check("a.pdf", b"")
    with pytest.raises(TooLarge):
        check("a.pdf", PDF, max_bytes=len(PDF) - 1)
    assert check("a.pdf", PDF, max_bytes=len(PDF)).content == PDF


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_check_upload_counts_pixels_before_unpacking(image_format: str) -> None:
    name = f"a.{image_format.lower()}"
    assert check(name, image(image_format, (100, 50)), max_pixels=5_000)
    with pytest.raises(TooManyPixels):
        check(name, image(image_format, (100, 51)), max_pixels=5_000)


def test_check_upload_refuses_a_pixel_bomb() -> None:
    with pytest.raises(TooManyPixels):
        check("a.png", image("PNG", (15_000, 12_000), mode="1"), max_pixels=40_000_000)


def test_images_lose_metadata_and_whatever_follows_them() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Home of the owner"
    content = image("JPEG", exif=exif, comment=b"secret") + b"<script>alert(1)</script>"
    kept = check("a.jpg", content).content
    assert [word in kept for word in (b"script", b"secret", b"owner")] == [False, False, False]
    assert dict(Image.open(BytesIO(kept)).getexif()) == {}


def test_images_are_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = check("a.jpg", image("JPEG", (40, 20), exif=exif)).content
    assert Image.open(BytesIO(kept)).size == (20, 40)


def test_images_keep_their_transparency() -> None:
    drawn = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    ImageDraw.Draw(drawn).point((5, 5), (255, 0, 0, 255))
    out = BytesIO()
    drawn.save(out, "PNG", pnginfo=None)
    kept = Image.open(BytesIO(check("a.png", out.getvalue()).content))
    assert (kept.getpixel((0, 0)), kept.getpixel((5, 5))) == ((0, 0, 0, 0), (255, 0, 0, 255))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", image("JPEG", (300, 300))[:400]),
        ("a.png", image("PNG")[:40]),
        ("a.webp", image("WEBP")[:30]),
        ("a.pdf", PDF.replace(b"%%EOF", b"")),
        ("a.docx", office()[:-30]),
        ("a.docx", office()[:50] + b"\xff\xff\xff" + office()[53:]),
    ],
)
def test_check_upload_refuses_damaged_files(name: str, content: bytes) -> None:
    with pytest.raises((Damaged, WrongType)):
        check(name, content)


@pytest.mark.parametrize(
    "content",
    [
        pdf_with(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
        pdf_with(b"/OpenAction<</S/J#61vaScript>>"),
        pdf_with(b"/AA<</O<</S/Launch/F(cmd.exe)>>>>"),
        pdf_with(b"/Names<</EmbeddedFiles 5 0 R>>"),
        pdf_with_stream(b"<</S/JavaScript>>"),
        PDF.replace(b"1 0 obj", b"<html><script>alert(1)</script>\n1 0 obj"),
        PDF[:-6] + office() + b"%%EOF",
    ],
    ids=["javascript", "escaped", "launch", "embedded", "packed", "html too", "zip too"],
)
def test_pdf_that_does_something_is_refused(content: bytes) -> None:
    with pytest.raises(Unsafe):
        check("a.pdf", content)


def test_pdf_page_content_may_say_anything() -> None:
    assert check("a.pdf", pdf_with_stream(b"(/JavaScript) Tj", kind=b"/Length 5"))


def test_pdf_that_unpacks_to_far_too_much_is_refused() -> None:
    with pytest.raises(Unsafe):
        check("a.pdf", pdf_with_stream(b"0" * 70_000_000))


@pytest.mark.parametrize(
    "content",
    [
        office(parts={"word/vbaProject.bin": "x"}),
        office(parts={"word/embeddings/oleObject1.bin": "x"}),
        office(parts={"word/activeX/activeX1.xml": "x"}),
        office(parts={"word/setup.exe": "MZ"}),
        office(parts={"../../etc/passwd": "x"}),
        office(parts={"/abs": "x"}),
        office(parts={"word/_rels/settings.xml.rels": LINK.format(kind="attachedTemplate")}),
        office(types='<Default ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'),
        office(types="<!DOCTYPE x [<!ENTITY a 'b'>]>"),
        office(parts={"word/big.xml": "0" * 30_000_000}),
        office(parts={f"word/{n}.xml": "" for n in range(4_001)}),
        office() + b"<script>alert(1)</script>" * 10,
    ],
    ids=["macro", "ole", "activex", "exe", "up", "absolute", "template", "macro type", "dtd", "bomb", "many", "tail"],
)
def test_office_file_that_does_something_is_refused(content: bytes) -> None:
    with pytest.raises(Unsafe):
        check("a.docx", content)


def test_office_file_may_have_links_images_and_printer_settings() -> None:
    parts: dict[str, str | bytes] = {
        "word/_rels/document.xml.rels": LINK.format(kind="hyperlink"),
        "word/media/image1.png": image("PNG"),
    }
    assert check("a.docx", office(parts=parts))
    assert check("a.xlsx", office("xlsx", {"xl/printerSettings/printerSettings1.bin": "x"}))


def test_office_file_with_a_part_twice_is_refused() -> None:
    out = BytesIO(office())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<other/>")
    with pytest.raises(Unsafe):
        check("a.docx", out.getvalue())


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("thuyết minh.pdf", "thuyết minh.pdf"),
        ("..\\..\\C:\\a.pdf", "a.pdf"),
        ("/etc/passwd.pdf", "passwd.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "ab Set-Cookie x.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ("<b>.pdf", "b.pdf"),
        (".pdf", "tep.pdf"),
        ("a.PDF", "a.pdf"),
        ("a" * 300 + ".pdf", "a" * 120 + ".pdf"),
        ("Hoa\u0300.pdf", "Hoà.pdf"),
    ],
)
def test_clean_name_is_one_line_with_the_right_ending(name: str, clean: str) -> None:
    assert clean_name(name, "application/pdf") == clean


@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\xff\xd8\xff", b"RIFF"]))
def test_check_upload_either_takes_or_refuses(content: bytes, start: bytes) -> None:
    for ending in ("pdf", "docx", "jpg", "webp"):
        try:
            check(f"a.{ending}", start + content)
        except UploadRefused:
            continue
