"""Pictures and attached data inside office files: what tells of people and places goes, what is seen stays."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.drawing.image import Image as SheetPicture
from PIL import Image, PngImagePlugin

from catalog.baring.bared import NotBared
from catalog.baring.office import bare_office
from catalog.baring.pictures import bare_picture
from catalog.documents import check_office
from catalog.uploads import ENDINGS
from tests.catalog.baring.test_documents import parts_of

NAME = "Cơ khí Zuvanka"
ARTIST, ORIENTATION, PLACE = 0x013B, 0x0112, 0x8825
SECRETS = (b"Zuvanka", b"zuvanka")


def photograph(*, way: int = 6, **options: object) -> bytes:
    """A photograph with its maker's name, the place, a comment, and a second picture behind its end."""
    picture = Image.effect_noise((64, 48), 60).convert("RGB")
    exif = Image.Exif()
    exif[ARTIST], exif[ORIENTATION] = "Zuvanka", way
    exif.get_ifd(PLACE)[1] = "N"
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif, comment="Zuvanka", icc_profile=b"profile", **options)
    return out.getvalue() + b"\xff\xd8\xff\xe1 Zuvanka"


def drawing() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Zuvanka")
    words.add_itxt("Author", "Zuvanka", zip=True)
    out = BytesIO()
    Image.new("RGBA", (20, 10), "navy").save(out, "PNG", pnginfo=words)
    return out.getvalue()


def pixels(content: bytes) -> bytes:
    with Image.open(BytesIO(content)) as picture:
        return picture.tobytes()


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"optimize": True, "subsampling": 0}])
def test_a_photograph_keeps_its_pixels_and_which_way_up_it_is(options: dict[str, object]) -> None:
    content = photograph(**options)
    bared = bare_picture(content)
    assert not [secret for secret in SECRETS if secret in bared]
    assert pixels(bared) == pixels(content)
    with Image.open(BytesIO(bared)) as picture:
        assert dict(picture.getexif()) == {ORIENTATION: 6}
        assert picture.info["icc_profile"] == b"profile"
    assert bare_picture(bared) == bared


@pytest.mark.parametrize("way", [1, 0, 9, 65000])
def test_an_upright_photograph_has_no_exif_at_all(way: int) -> None:
    with Image.open(BytesIO(bare_picture(photograph(way=way)))) as picture:
        assert not picture.getexif()


def test_a_drawing_loses_its_words_only() -> None:
    content = drawing()
    bared = bare_picture(content)
    assert (b"tEXt" in content, b"iTXt" in content) == (True, True)
    assert not [word for word in (b"tEXt", b"iTXt", b"Zuvanka") if word in bared]
    assert pixels(bared) == pixels(content)


@pytest.mark.parametrize("content", [b"", b"GIF89a Zuvanka", b"\x01\x00\x00\x00 emf"])
def test_other_content_is_left_alone(content: bytes) -> None:
    assert bare_picture(content) == content


@pytest.mark.parametrize("make", [photograph, drawing])
def test_a_broken_picture_ends_in_a_refusal_wherever_it_is_cut(make: object) -> None:
    whole = make()  # type: ignore[operator]
    end = whole.rindex(b"\xff\xd9") if whole.startswith(b"\xff\xd8") else whole.rindex(b"IEND")
    for length in range(8, end, 7):
        with pytest.raises(NotBared):
            bare_picture(whole[:length])


def sheet_with_picture(folder: Path) -> bytes:
    """A real workbook with a photograph in it."""
    place = folder / "anh.jpg"
    place.write_bytes(photograph())
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "Lưu lượng"
    sheet.add_image(SheetPicture(str(place)), "B2")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_parts(content: bytes, parts: dict[str, str]) -> bytes:
    """The same package with parts added or replaced."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
        for name, text in parts.items():
            target.writestr(name, text)
    return out.getvalue()


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DATA = {
    "customXml/item1.xml": f"<CoverPageProperties><Company>{NAME}</Company></CoverPageProperties>",
    "customXml/itemProps1.xml": "<ds:datastoreItem/>",
    "customXml/_rels/item1.xml.rels": "<Relationships/>",
}  # fmt: skip


def test_attached_data_goes_and_the_workbook_opens_with_its_picture(tmp_path: Path) -> None:
    content = sheet_with_picture(tmp_path)
    parts = parts_of(content)
    relation = f'<Relationship Id="rId90" Type="{OFFICE}/customXml" Target="../customXml/item1.xml"/>'
    relations = parts["xl/_rels/workbook.xml.rels"].replace("</Relationships>", f"{relation}</Relationships>")
    types = parts["[Content_Types].xml"].replace(
        "</Types>", '<Override PartName="/customXml/itemProps1.xml" ContentType="x/a+xml"></Override></Types>'
    )
    content = with_parts(content, DATA | {"xl/_rels/workbook.xml.rels": relations, "[Content_Types].xml": types})
    bared = bare_office(content)
    check_office(bared, ENDINGS[".xlsx"])
    left = parts_of(bared)
    assert not [name for name, text in left.items() if "customXml" in name + text or "Zuvanka" in text]
    assert set(parts_of(content)) - set(left) == set(DATA)
    sheet = load_workbook(BytesIO(bared)).active
    assert sheet is not None
    assert (sheet["A1"].value, len(sheet._images)) == ("Lưu lượng", 1)
    assert pixels(sheet._images[0]._data()) == pixels(photograph_in(content))
    assert bare_office(bared) == bared


def photograph_in(content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(next(name for name in archive.namelist() if name.startswith("xl/media/")))


def test_slides_no_longer_point_at_data_that_is_gone() -> None:
    slide = '<p:sld><p:custDataLst><p:custData r:id="rId3"/><p:tags r:id="rId2"/></p:custDataLst></p:sld>'
    relations = (
        f'<Relationships><Relationship Id="rId2" Type="{OFFICE}/tags" Target="../tags/tag1.xml"/>'
        f'<Relationship Id="rId3" Type="{OFFICE}/customXml" Target="../../customXml/item1.xml"/>'
        f'<Relationship Id="rId4" Type="{OFFICE}/hyperlink" Target="https://vidu.test/customXml/"/>'
        "</Relationships>"
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("ppt/slides/slide1.xml", slide)
        archive.writestr("ppt/slides/_rels/slide1.xml.rels", relations)
    left = parts_of(bare_office(out.getvalue()))
    assert left["ppt/slides/slide1.xml"] == slide.replace('<p:custData r:id="rId3"/>', "")
    assert [name for name in ("rId2", "rId3", "rId4") if name in left["ppt/slides/_rels/slide1.xml.rels"]] == [
        "rId2", "rId4",
    ]  # fmt: skip
