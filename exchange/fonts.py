"""The portal's typeface in one piece: the site's files are split by alphabet for browsers, others need whole fonts."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from django.contrib.staticfiles import finders

FAMILY = "Be Vietnam Pro"
WEIGHTS = (400, 600)
PARTS = ("latin", "vietnamese")
FILE = "vendor/be-vietnam-pro-5.3.0/be-vietnam-pro-{part}-{weight}-normal.woff2"


@cache
def whole_font(weight: int) -> bytes:
    """A TrueType font with the Latin and the Vietnamese letters of a weight; put together once in a process."""
    from fontTools.merge import Merger  # noqa: PLC0415 – takes a while, and few processes need it

    merged = BytesIO()
    Merger().merge([unpacked(FILE.format(part=part, weight=weight)) for part in PARTS]).save(merged)
    return merged.getvalue()


def unpacked(name: str) -> BytesIO:
    """A woff2 file of the source tree as TrueType."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    found = finders.find(name)
    assert isinstance(found, str), name
    font, content = TTFont(Path(found)), BytesIO()
    font.flavor = None
    font.save(content)
    content.seek(0)
    return content
