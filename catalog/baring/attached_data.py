"""Data that office programs attach to a document: author and firm of its title page, where a file lies. Pure."""

from __future__ import annotations

import re
from typing import Final

_QUOTED: Final = rb"""(?:[^>"']|"[^"]*"|'[^']*')*"""
_RELATION: Final = re.compile(rb"<(\w+:)?Relationship\b" + _QUOTED + rb">(?:\s*</(?:\w+:)?Relationship>)?")
_TO_DATA: Final = re.compile(rb"""\sType\s*=\s*["'][^"']*/customXml["']""")
_TYPE: Final = re.compile(rb"<(\w+:)?Override\b" + _QUOTED + rb">(?:\s*</(?:\w+:)?Override>)?")
_OF_DATA: Final = re.compile(rb"""\sPartName\s*=\s*["']/customXml/""", re.IGNORECASE)
_ON_SLIDES: Final = re.compile(rb"<p:custData\b" + _QUOTED + rb">(?:\s*</p:custData>)?")


def is_attached(name: str) -> bool:
    """Whether a part holds attached data, or says where such data is."""
    return name.lower().startswith("customxml/")


def without_references(name: str, content: bytes) -> bytes:
    """A part that no longer speaks of the attached data, so that the document opens without it."""
    if name.endswith(".rels"):
        return _RELATION.sub(lambda found: b"" if _TO_DATA.search(found[0]) else found[0], content)
    if name == "[Content_Types].xml":
        return _TYPE.sub(lambda found: b"" if _OF_DATA.search(found[0]) else found[0], content)
    if name.startswith("ppt/") and name.endswith(".xml"):
        return _ON_SLIDES.sub(b"", content)
    return content
