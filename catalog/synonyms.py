"""What else a query may mean, from a glossary: where a term stands in the query, and its other names. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from catalog.text import Language

MOST = 6


@dataclass(frozen=True, slots=True)
class Synonym:
    """Words `start` to `end` (exclusive) of a query also go by `text`."""

    start: int
    end: int
    text: str
    language: Language


class Term(Protocol):
    """A glossary's term that stands at `text[start:end]`, with all its names."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def names_vi(self) -> tuple[str, ...]: ...
    @property
    def names_en(self) -> tuple[str, ...]: ...
    @property
    def abbreviations(self) -> tuple[str, ...]: ...


#: The words of a query, as typed → what they also go by.
Thesaurus = Callable[[Sequence[str]], Sequence[Synonym]]


def synonyms(words: Sequence[str], *, known_terms: Callable[[str], Iterable[Term]]) -> Sequence[Synonym]:
    """What the words of a query also go by, in both languages; `known_terms` is the glossary's side."""
    text = " ".join(words)
    return [synonym for term in known_terms(text) for synonym in names_beside(term, text)]


def names_beside(term: Term, text: str) -> Iterator[Synonym]:
    """The names of a term other than the one that stands in the text."""
    start = text.count(" ", 0, term.start)
    end = text.count(" ", 0, term.end) + 1
    written = text[term.start : term.end].lower()
    for names, language in ((term.names_vi, "vi"), (term.names_en, "en"), (term.abbreviations, "en")):
        for name in names:
            if name.lower() != written:
                yield Synonym(start, end, name, "vi" if language == "vi" else "en")
