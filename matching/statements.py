"""What the public text of a listing states that the score can hold against the other side's text. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from catalog.quantities import Quantity, level_in, quantities
from catalog.stated_limits import attempts_in, limits_in, tried_in
from catalog.subjects import subjects_in
from catalog.text import Document
from matching.features import Scope

KEPT = 4_000  # documents, of about 10 kB


@dataclass(frozen=True, slots=True)
class Statements:
    """The named figures of a text, the readiness level it names, if any, what it is about and what it rules out, and
    the living things and waste waters that title, summary and keywords name."""

    figures: tuple[Quantity, ...]
    trl: int | None
    scope: Scope
    subjects: frozenset[str]


@lru_cache(maxsize=KEPT)
def statements(document: Document, *, is_need: bool, tried: str = "", table: str = "") -> Statements:
    """Read a document once; the same text again costs nothing.

    `tried` is a need's field of that name, `table` an offer's own figures of its comparison table, line by line.
    """
    text, language = document.full_text(), document.resolved_language()
    about = document.about()
    ruled_out = [*tried_in(document.body), *attempts_in(tried)] if is_need else limits_in(document.body)
    scope = Scope(language, about, tuple(ruled_out))
    named = tuple(figure for figure in quantities(f"{text}\n{table}", language) if figure.name)
    return Statements(named, level_in(text), scope, subjects_in(about, language))
