"""What the public text of a listing states that the score can hold against the other side's text. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from catalog.quantities import Quantity, level_in, quantities
from catalog.text import Document

KEPT = 4_000  # documents, of about 10 kB


@dataclass(frozen=True, slots=True)
class Statements:
    """The figures of a text, and the readiness level it names, if any."""

    figures: tuple[Quantity, ...]
    trl: int | None


@lru_cache(maxsize=KEPT)
def statements(document: Document) -> Statements:
    """Read a document once; the same text again costs nothing."""
    text = document.full_text()
    return Statements(tuple(quantities(text, document.resolved_language())), level_in(text))
