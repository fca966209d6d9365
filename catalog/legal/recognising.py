"""Whether a text may concern an entry of the lists: by its words, in its fields. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from catalog.text import normalise, strip_accents


def pointer(text: str, codes: Iterable[str], *, words: Sequence[str], field_codes: Sequence[str]) -> str | None:
    """The word or field code that points at the entry, or nothing.

    With both words and fields an entry wants both; words are compared with their accents unless the text has none.
    """
    fields = [code for code in codes if any(code.startswith(wanted) for wanted in field_codes)]
    if field_codes and not fields:
        return None
    if not words:
        return fields[0] if fields else None
    plain = normalise(text).lower()
    is_bare = strip_accents(plain) == plain
    for word in words:
        sought = normalise(word).lower()
        if occurs(strip_accents(sought) if is_bare else sought, plain):
            return word
    return None


def occurs(words: str, text: str) -> bool:
    """Whether the words stand in the text, as words and not as parts of others."""
    pattern = r"\s+".join(re.escape(part) for part in words.split())
    return bool(pattern) and re.search(rf"(?<!\w){pattern}(?!\w)", text) is not None
