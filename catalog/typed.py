"""What somebody has typed so far, compared by the beginnings of words without diacritics. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalog.text import has_accents, normalise
from taxonomy.folding import letters

LONGEST = 100
MOST_WORDS = 8
SHORTEST = 2

_WORD = re.compile(r"[^\W_]+")
_REFERENCE = re.compile(r"[A-Za-z]{2,5}-[A-Za-z0-9-]{0,18}")

Segment = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Typed:
    """The text on one line, and its words as they are looked up."""

    text: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, raw: str) -> Typed:
        text = " ".join(normalise(raw[: LONGEST + 1]).split())
        return cls(text, tuple(dict.fromkeys(letters(word) for word in _WORD.findall(text))))

    @property
    def is_enough(self) -> bool:
        """Whether it is worth looking: a word of two letters at least, and no whole letter pasted into the field."""
        return bool(self.telling) and len(self.text) <= LONGEST and len(self.words) <= MOST_WORDS

    @property
    def telling(self) -> list[str]:
        """The words that narrow anything down: half of all titles have a word for any single letter."""
        return [word for word in self.words if len(word) >= SHORTEST]

    @property
    def reference(self) -> str:
        """The beginning of a listing's reference, or nothing."""
        return self.text.upper() if _REFERENCE.fullmatch(self.text) else ""

    def is_in(self, text: str) -> bool:
        """Whether each typed word begins a word of the text."""
        present = [letters(word) for word in _WORD.findall(text)]
        return all(any(word.startswith(begun) for word in present) for begun in self.words)

    def is_together_in(self, text: str) -> bool:
        """Whether the typed words stand side by side, the last perhaps unfinished."""
        present = " ".join(letters(word) for word in _WORD.findall(text))
        return f" {' '.join(self.words)}" in f" {present}"

    @property
    def is_bare(self) -> bool:
        """Whether several words were typed and none with diacritics."""
        return len(self.words) > 1 and not has_accents(self.text)

    def run_in(self, text: str) -> str:
        """The typed words as a text writes them side by side, the last one whole; "" where it does not."""
        present = _WORD.findall(text)
        plain = [letters(word) for word in present]
        *whole, last = self.words
        for start in range(len(present) - len(whole)):
            end = start + len(whole)
            if plain[start:end] == whole and plain[end].startswith(last):
                return " ".join(present[start : end + 1])
        return ""

    def segments(self, text: str) -> list[Segment]:
        """The text in pieces, those that were typed marked."""
        pieces: list[Segment] = []
        position = 0
        for match in _WORD.finditer(text):
            if length := self.begun(match[0]):
                pieces += [(text[position : match.start()], False), (match[0][:length], True)]
                position = match.start() + length
        return [piece for piece in [*pieces, (text[position:], False)] if piece[0]]

    def begun(self, word: str) -> int:
        """How many letters of a word were typed."""
        plain = letters(word)
        return max((len(begun) for begun in self.words if plain.startswith(begun)), default=0)
