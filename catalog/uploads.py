"""What may be attached to a listing: files judged by their content, never by what they claim to be.

Images are drawn anew without anything but their pixels; documents are kept as they are, so whatever could run in them
is refused.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import warnings
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Final

import puremagic
from PIL import Image, ImageOps

from catalog.baring.bared import NotBared
from catalog.baring.child import bare_apart
from catalog.documents import DocumentRefused, check_office, check_pdf
from catalog.text import normalise

PDF: Final = "application/pdf"
_OPEN_XML: Final = "application/vnd.openxmlformats-officedocument."
#: Accepted types: content type → (endings a file may come with, the first of them kept; name for people).
ACCEPTED: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    PDF: ((".pdf",), "PDF"),
    _OPEN_XML + "wordprocessingml.document": ((".docx",), "Word"),
    _OPEN_XML + "spreadsheetml.sheet": ((".xlsx",), "Excel"),
    _OPEN_XML + "presentationml.presentation": ((".pptx",), "PowerPoint"),
    "image/jpeg": ((".jpg", ".jpeg"), "JPEG"),
    "image/png": ((".png",), "PNG"),
    "image/webp": ((".webp",), "WebP"),
}
ENDINGS: Final = {ending: kind for kind, (endings, _name) in ACCEPTED.items() for ending in endings}
TYPE_NAMES: Final = "PDF, Word (docx), Excel (xlsx), PowerPoint (pptx), JPEG, PNG, WebP"
LONGEST_NAME: Final = 120
IMAGE_FORMATS: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
MOST_SIDE: Final = 20_000


class UploadRefused(Exception):
    """A file that may not be attached."""


class EmptyFile(UploadRefused):
    """The file has no content."""


class TooLarge(UploadRefused):
    """The file has more bytes than allowed."""


class TooManyPixels(UploadRefused):
    """The image would need too much memory."""


class WrongType(UploadRefused):
    """The content is none of the accepted types, or not the one its name says."""


class Damaged(UploadRefused):
    """The file cannot be read."""


class Unsafe(UploadRefused):
    """The file holds programs, links that load content, or is packed to exhaust the reader."""


class Virus(UploadRefused):
    """The virus scanner has found something."""


class NotScanned(UploadRefused):
    """There is a virus scanner, and it does not answer."""


class Signed(UploadRefused):
    """The document's signature names somebody, and does not survive without the name."""


class KeepsNames(UploadRefused):
    """The names in the document's properties cannot be removed."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file fit to be kept: `content` is what is stored, `name` a clean name with the right ending."""

    name: str
    content_type: str
    content: bytes
    sha256: str
    is_bare: bool = False


def check_upload(name: str, content: bytes, *, max_bytes: int, max_pixels: int) -> CheckedFile:
    """The file as it is to be stored; raises an UploadRefused that says why not."""
    if not content:
        raise EmptyFile(name)
    if len(content) > max_bytes:
        raise TooLarge(name)
    content_type = detect_type(content)
    claimed = ENDINGS.get(_ending(name))
    if claimed is None or content_type is None or _family(claimed) != _family(content_type):
        raise WrongType(name)
    if content_type in IMAGE_FORMATS:
        content = redraw(content, IMAGE_FORMATS[content_type], max_pixels=max_pixels)
    else:
        _check_document(content, content_type)
    return CheckedFile(clean_name(name, content_type), content_type, content, hashlib.sha256(content).hexdigest())


def without_names(file: CheckedFile) -> CheckedFile:
    """The file without what tells who wrote it, for whom stays unnamed; an image has been drawn anew already."""
    if file.content_type in IMAGE_FORMATS:
        return replace(file, is_bare=True)
    try:
        content = bare_apart(file.content, file.content_type)
    except NotBared as kept:
        raise (Signed if kept.problem == "signed" else KeepsNames)(file.name) from kept
    return replace(file, content=content, sha256=hashlib.sha256(content).hexdigest(), is_bare=True)


def detect_type(content: bytes) -> str | None:
    """The accepted type the content is of, by its first bytes and, for packed documents, by its parts."""
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return None
    kinds = {match.mime_type for match in found} | {ENDINGS.get(match.extension, "") for match in found}
    if content.startswith(b"%PDF-") and PDF in kinds:
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    signatures = (("image/jpeg", b"\xff\xd8\xff"), ("image/png", b"\x89PNG\r\n\x1a\n"), ("image/webp", b"RIFF"))
    return next((kind for kind, start in signatures if content.startswith(start) and kind in kinds), None)


def _office_type(content: bytes) -> str | None:
    parts = {b"word/document.xml": "word", b"xl/workbook.xml": "spread", b"ppt/presentation.xml": "present"}
    present = {family for part, family in parts.items() if part in content}
    return next((kind for kind in ACCEPTED for family in present if kind.startswith(_OPEN_XML + family)), None)


def _check_document(content: bytes, content_type: str) -> None:
    try:
        check_pdf(content) if content_type == PDF else check_office(content, content_type)
    except DocumentRefused as refusal:
        raise Damaged(str(refusal)) if refusal.is_damaged else Unsafe(str(refusal)) from refusal


def _family(content_type: str) -> str:
    """Images may come with another image's ending: cameras and messengers rename them."""
    return "image" if content_type in IMAGE_FORMATS else content_type


def redraw(content: bytes, image_format: str, *, max_pixels: int) -> bytes:
    """The image's pixels alone, upright, in its own format: no metadata, no second frame, nothing behind its end."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=[image_format]) as image:
                width, height = image.size
                if width * height > max_pixels or max(width, height) > MOST_SIDE:
                    raise TooManyPixels(f"{width} × {height}")
                image.verify()
            with Image.open(BytesIO(content), formats=[image_format]) as image:
                return _encoded(ImageOps.exif_transpose(image), image_format)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        raise TooManyPixels(str(bomb)) from bomb
    except (OSError, SyntaxError, ValueError, MemoryError, EOFError, IndexError) as unreadable:
        raise Damaged(str(unreadable)) from unreadable


def _encoded(image: Image.Image, image_format: str) -> bytes:
    transparent = image_format != "JPEG" and (image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info)
    grey = image.mode in ("1", "L")
    bare = image.convert("RGBA" if transparent else "L" if grey else "RGB")
    pixels = Image.frombytes(bare.mode, bare.size, bare.tobytes())
    out = BytesIO()
    options: dict[str, dict[str, int]] = {"JPEG": {"quality": 88}, "PNG": {}, "WEBP": {"quality": 86}}
    pixels.save(out, image_format, **options[image_format])
    return out.getvalue()


def clean_name(name: str, content_type: str) -> str:
    """A name for people: one line, no path, no control characters, with the ending of the content's type."""
    last = re.split(r"[\\/]", normalise(name))[-1]
    stem = last[: -len(_ending(last))] if _ending(last) else last
    stem = re.sub(r"[\s<>:\"|?*]+", " ", unicodedata.normalize("NFC", stem)).strip(" .")
    return (stem[:LONGEST_NAME].rstrip(" .") or "tep") + ACCEPTED[content_type][0][0]


def _ending(name: str) -> str:
    return "." + name.rpartition(".")[2].strip().lower() if "." in name else ""
