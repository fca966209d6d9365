"""Small files of every kind, honest ones and others."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def image(image_format: str = "JPEG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object) -> bytes:
    out = BytesIO()
    Image.new(mode, size).save(out, image_format, **options)
    return out.getvalue()


def office(ending: str = "docx", parts: dict[str, str | bytes] | None = None, **types: str) -> bytes:
    """A packed document with its two necessary parts and any others."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f"<Types>{types.get('types', '')}</Types>")
        archive.writestr(MAIN[ending], "<document/>")
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def pdf_with(text: bytes) -> bytes:
    return PDF.replace(b"/Type/Catalog", b"/Type/Catalog" + text)


def pdf_with_stream(text: bytes, kind: bytes = b"/Type/ObjStm") -> bytes:
    packed = zlib.compress(text)
    stream = b"3 0 obj\n<<" + kind + b"/Filter/FlateDecode>>\nstream\n" + packed + b"\nendstream\nendobj\n"
    return PDF.replace(b"trailer", stream + b"trailer")
