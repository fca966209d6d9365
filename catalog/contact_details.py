"""Phone numbers and e-mail addresses in a text that everybody can read; pure functions."""

from __future__ import annotations

import re
from typing import Final

_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(
    r"(?<![\w.,/-])(?:(?:\+|00)84|\(?0)[\s.()-]{0,2}(?:[235789])(?:[\s.()-]{0,2}[0-9]){8,9}(?![0-9])"
)


def contact_details(text: str) -> list[tuple[int, int]]:
    """Spans of e-mail addresses and Vietnamese phone numbers, in order."""
    return sorted(match.span() for pattern in (_EMAIL, _PHONE) for match in pattern.finditer(text))


def has_contact_details(text: str) -> bool:
    return bool(_EMAIL.search(text) or _PHONE.search(text))
