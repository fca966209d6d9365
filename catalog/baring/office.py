"""Word, Excel and PowerPoint files without names: parts about the file are emptied, authors lose their names. Pure.

Pictures lose what cameras wrote, data attached by programs goes.
The file was judged before: its parts are few, their sizes known and bounded.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Final

from catalog.baring.attached_data import is_attached, without_references
from catalog.baring.bared import NotBared
from catalog.baring.pictures import bare_picture

_HEAD: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PROPERTIES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/"
#: Parts that say only who made the file and with what, and what they are when they say nothing.
_EMPTIED: Final = {
    "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": f'<Properties xmlns="{_PROPERTIES}extended-properties"/>'.encode(),
    "docProps/custom.xml": f'<Properties xmlns="{_PROPERTIES}custom-properties"/>'.encode(),
    "word/people.xml": b'<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"/>',
}  # fmt: skip
_CORE: Final = re.compile(r"(?:^|/)[^/]*core-properties[^/]*\.psmdcp$|^docProps/core\d*\.xml$", re.IGNORECASE)
_VALUE: Final = rb"""\s*=\s*(?:"[^"]*"|'[^']*')"""
#: Attributes that name people, in the parts where they do.
_WORD: Final = re.compile(rb"(\s\w+:(?:author|initials|lastEditedBy|userId|providerId))" + _VALUE)
_SHEET: Final = re.compile(rb"(\s(?:userName|lastGuid|displayName|userId|providerId))" + _VALUE)
_SLIDE: Final = re.compile(rb"(\s(?:name|initials|userId|providerId))" + _VALUE)
_PATH: Final = re.compile(rb"<(\w+:)?absPath\b[^>]*?(?:/>|>.*?</(?:\w+:)?absPath>)", re.DOTALL)
_AUTHOR: Final = re.compile(rb"(<(?:\w+:)?author>)(.*?)(</(?:\w+:)?author>)", re.DOTALL)
_SIGNED: Final = re.compile(r"^_xmlsignatures/", re.IGNORECASE)
_LONGEST_NAME: Final = 200
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)


def bare_office(content: bytes) -> bytes:
    """The same document, part by part, without what programs and cameras tell of people, firms and places."""
    out = BytesIO()
    try:
        with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
            if any(_SIGNED.match(name) for name in source.namelist()):
                raise NotBared("signed")
            for part in source.infolist():
                if is_attached(part.filename):
                    continue
                fresh = zipfile.ZipInfo(part.filename, _FIRST_DAY)
                fresh.compress_type = part.compress_type
                target.writestr(fresh, _bare_part(part.filename, source.read(part)))
    except (zipfile.BadZipFile, EOFError, RuntimeError, ValueError, OSError) as broken:
        raise NotBared("unreadable") from broken
    return out.getvalue()


def _bare_part(name: str, content: bytes) -> bytes:
    if name in _EMPTIED:
        return _HEAD + _EMPTIED[name]
    if _CORE.search(name):
        return _HEAD + _EMPTIED["docProps/core.xml"]
    if not name.endswith((".xml", ".rels")):
        return bare_picture(content)
    if b"\x00" in content[:200]:
        raise NotBared("unreadable")  # UTF-16, which no office program writes
    content = without_references(name, content)
    pattern = _names_in(name)
    if pattern is None:
        return content
    content = pattern.sub(rb'\1=""', content)
    if name == "xl/workbook.xml":
        return _PATH.sub(b"", content)
    return _without_authors(content) if name.startswith("xl/comments") else content


def _names_in(name: str) -> re.Pattern[bytes] | None:
    """The attributes that name people in this part, if it has any."""
    if name.startswith("word/"):
        return _WORD
    if re.match(r"ppt/(?:commentAuthors|authors)\w*\.xml$", name):
        return _SLIDE
    if re.match(r"xl/(?:workbook\.xml|comments|persons/|revisions/|threadedComments/)", name):
        return _SHEET
    return None


def _without_authors(comments: bytes) -> bytes:
    """An old comment of Excel names its author in a list, and again at the head of its text."""
    names = {match[2] for match in _AUTHOR.finditer(comments) if 0 < len(match[2]) <= _LONGEST_NAME}
    bared = _AUTHOR.sub(rb"\1\3", comments)
    for author in names:
        bared = bared.replace(b">" + author + b":", b">:")
    return bared
