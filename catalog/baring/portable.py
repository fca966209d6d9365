"""PDF files without names: only what the pages need is written anew. `child` runs it within bounds. Pure."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from catalog.baring.bared import NotBared

#: Who made the document or a part of it, with what and when.
_ABOUT: Final = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/Collection")
_BROKEN: Final = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError)


def bare_pdf(content: bytes) -> bytes:
    """The same pages without properties, XMP packets, earlier versions and authors of notes."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise NotBared("protected")
        writer = PdfWriter(clone_from=reader)
        if not writer.pages:
            raise NotBared("unreadable")
        for found in list(writer._objects):
            _bare(found)
        writer.metadata = None
        writer._ID = None
        writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
        out = BytesIO()
        writer.write(out)
    except _BROKEN as broken:
        raise NotBared("unreadable") from broken
    return out.getvalue()


def _bare(found: Any) -> None:
    """Take what tells of people from an object and from all that is written inside it."""
    waiting = [found]
    while waiting:
        each = waiting.pop()
        if isinstance(each, DictionaryObject):
            _bare_dictionary(each)
            waiting += [value for value in each.values() if not isinstance(value, IndirectObject)]
        elif isinstance(each, ArrayObject):
            waiting += [value for value in each if not isinstance(value, IndirectObject)]


def _bare_dictionary(found: DictionaryObject) -> None:
    if found.get("/Type") == "/Sig" or (found.get("/FT") == "/Sig" and "/V" in found):
        raise NotBared("signed")
    for name in _ABOUT:
        if name in found:
            del found[name]
    # In a form's field the same key names the field, and the form would break.
    if "/T" in found and found.get("/Subtype") not in (None, "/Widget"):
        del found["/T"]
