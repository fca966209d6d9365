"""What makes a PDF or an office file unfit to be handed on: programs, content loaded from elsewhere, packing bombs."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final

MOST_PARTS: Final = 4_000
MOST_UNPACKED: Final = 200_000_000
MOST_PART: Final = 100_000_000
MOST_RATIO: Final = 300
RATIO_FROM: Final = 1_000_000
MOST_INFLATED: Final = 60_000_000
MOST_XML_READ: Final = 2_000_000

_PDF_ACTIVE: Final = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia|EmbeddedFiles?|XFA)(?![A-Za-z0-9])")
_PDF_STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_PDF_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_MARKUP: Final = re.compile(rb"<(?:!doctype|html|script|svg|\?php|iframe)", re.IGNORECASE)
_PROGRAM: Final = re.compile(
    r"vbaproject|vbadata|activex|oleobject|macrosheets|\.(?:exe|dll|com|scr|js|jse|vbs|vbe|wsf|bat|cmd|ps1|hta|html?|jar|lnk|bin)$",
    re.IGNORECASE,
)
_HARMLESS_BIN: Final = re.compile(r"(?:printersettings|customproperty)[^/]*\.bin$", re.IGNORECASE)
_LOADED: Final = re.compile(
    rb"""<Relationship\b(?=[^>]*TargetMode\s*=\s*["']External)(?![^>]*/(?:hyperlink|externalLinkPath)["'])[^>]*>"""
)
_MAIN_PARTS: Final = {"word": "word/document.xml", "spread": "xl/workbook.xml", "present": "ppt/presentation.xml"}


class DocumentRefused(Exception):
    """A document that may not be handed on; `is_damaged` tells the unreadable from the dangerous."""

    def __init__(self, reason: str, *, is_damaged: bool = False) -> None:
        super().__init__(reason)
        self.is_damaged = is_damaged


def check_pdf(content: bytes) -> None:
    """Refuse PDFs that run something, carry other files, or are something else as well."""
    if b"%%EOF" not in content[-2048:]:
        raise DocumentRefused("no end of file", is_damaged=True)
    if _MARKUP.search(content[:4096]) or zipfile.is_zipfile(BytesIO(content)):
        raise DocumentRefused("also another type of file")
    for text in _pdf_texts(content):
        plain = _PDF_ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), text)
        if match := _PDF_ACTIVE.search(plain):
            raise DocumentRefused(match[0].decode("ascii"))


def _pdf_texts(content: bytes) -> Iterator[bytes]:
    """All of a PDF that is not page content: outside its streams, and inside its packed object streams."""
    position, left = 0, MOST_INFLATED
    outside = bytearray()
    for stream in _PDF_STREAM.finditer(content):
        head = content[position : stream.start()]
        outside += head
        if b"/ObjStm" in head[-1024:]:
            unpacked = _inflated(stream[1], left)
            left -= len(unpacked)
            yield unpacked
        position = stream.end()
    outside += content[position:]
    yield bytes(outside)


def _inflated(packed: bytes, limit: int) -> bytes:
    inflater = zlib.decompressobj()
    try:
        unpacked = inflater.decompress(packed, max(limit, 1))
    except zlib.error:
        return packed
    if inflater.unconsumed_tail:
        raise DocumentRefused("unpacks to too much")
    return unpacked


def check_office(content: bytes, content_type: str) -> None:
    """Refuse packed documents that hold programs, load content from elsewhere or unpack to far too much."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_packing(archive, len(content))
            _check_parts(archive, content_type)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, ValueError, OSError) as broken:
        raise DocumentRefused(str(broken), is_damaged=True) from broken


def _check_packing(archive: zipfile.ZipFile, size: int) -> None:
    parts = archive.infolist()
    end = archive.start_dir + sum(46 + len(p.orig_filename.encode()) + len(p.extra) + len(p.comment) for p in parts)
    if archive.comment or size - end > 22 + 76 or (parts and min(part.header_offset for part in parts) != 0):
        raise DocumentRefused("something before or behind the document")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise DocumentRefused("unpacks to too much")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise DocumentRefused("the same part twice")
    for part in parts:
        if part.file_size > MOST_PART or _is_bomb(part):
            raise DocumentRefused("unpacks to too much")
        if part.flag_bits & 1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise DocumentRefused("encrypted or packed in an unknown way", is_damaged=True)
        if part.filename.startswith(("/", "\\")) or ".." in part.filename.replace("\\", "/").split("/"):
            raise DocumentRefused("a part outside the document")


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1)


def _check_parts(archive: zipfile.ZipFile, content_type: str) -> None:
    names = archive.namelist()
    family = next(family for family in _MAIN_PARTS if f".{family}" in content_type)
    if "[Content_Types].xml" not in names or _MAIN_PARTS[family] not in names:
        raise DocumentRefused("parts are missing", is_damaged=True)
    for name in names:
        if _PROGRAM.search(name) and not _HARMLESS_BIN.search(name):
            raise DocumentRefused(name)
    _refuse_dtd(_start_of(archive, _MAIN_PARTS[family]))
    types = _start_of(archive, "[Content_Types].xml")
    _refuse_dtd(types)
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise DocumentRefused("macros")
    for name in names:
        if name.endswith(".rels") and _LOADED.search(_start_of(archive, name)):
            raise DocumentRefused("loads content from elsewhere")


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(MOST_XML_READ)


def _refuse_dtd(xml: bytes) -> None:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise DocumentRefused("an XML document type")
