"""Phone numbers, e-mail addresses and identity numbers in a text that everybody reads; pure."""

from __future__ import annotations

import re
from typing import Final

from catalog.contact_details import contact_details

_ID_NUMBER: Final = re.compile(r"(?<![\d.,/-])0\d{2}[ .]?\d{3}[ .]?\d{3}[ .]?\d{3}(?![\d])")
_NAMED_ID: Final = re.compile(
    r"(?i)(?:cccd|cmnd|cmt|căn cước|chứng minh|passport|hộ chiếu|id card)\D{0,25}?([a-z]?\d{7,12})\b"
)
AROUND = 30


def personal_spans(text: str) -> list[tuple[int, int]]:
    """Where personal data stands; what overlaps is told once."""
    spans = [*contact_details(text), *(match.span() for match in _ID_NUMBER.finditer(text))]
    spans += [match.span(1) for match in _NAMED_ID.finditer(text)]
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart


def excerpt(text: str, span: tuple[int, int]) -> str:
    """The finding with some words around it."""
    start, end = max(span[0] - AROUND, 0), min(span[1] + AROUND, len(text))
    words = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{words}{'…' if end < len(text) else ''}"
