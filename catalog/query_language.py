"""What people write into the search box: words, "phrases", OR or HOẶC, -without. Pure; any input is readable."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalog.text import canonical_tone, normalise

LONGEST_QUERY = 2_000
MAX_PARTS = 64

_ALTERNATIVE = {"OR", "HOẶC", "HOÀC"}
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
# A minus excludes only what it stands directly before, at the start of a word: "-40 °C" and "MB-2" are no exclusions.
_PART = re.compile(
    r'(?<!\S)-"(?P<without_phrase>[^"]*)"|(?<!\S)"(?P<phrase>[^"]*)"|(?<!\S)-(?P<without>[^\W\d]\S*)|\S+'
)


@dataclass(frozen=True, slots=True)
class Part:
    """Some words as typed; of a phrase they must be neighbours."""

    text: str
    is_phrase: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """Alternatives of parts that belong together, and the parts that must be absent."""

    alternatives: tuple[tuple[Part, ...], ...]
    excluded: tuple[Part, ...]

    def has_operators(self) -> bool:
        """Whether it says more than some words: then it is meant exactly so."""
        phrases = any(part.is_phrase for parts in self.alternatives for part in parts)
        return phrases or bool(self.excluded) or len(self.alternatives) > 1


def cleaned(text: str) -> str:
    """A query in the portal's spelling, on one line, of bounded length."""
    return " ".join(canonical_tone(normalise(text[: 4 * LONGEST_QUERY])).split())[:LONGEST_QUERY]


def wording(text: str) -> Wording:
    """Read a cleaned query; a quote without its partner and an operator without words mean nothing."""
    alternatives: list[list[Part]] = [[]]
    excluded: list[Part] = []
    for match in list(_PART.finditer(text.translate(_QUOTES)))[:MAX_PARTS]:
        part = _part(match)
        if match[0] in _ALTERNATIVE:
            alternatives.append([])
        elif any(map(str.isalnum, part.text)):
            is_without = match["without"] is not None or match["without_phrase"] is not None
            (excluded if is_without else alternatives[-1]).append(part)
    return Wording(tuple(tuple(parts) for parts in alternatives if parts), tuple(excluded))


def _part(match: re.Match[str]) -> Part:
    quoted = match["phrase"] if match["phrase"] is not None else match["without_phrase"]
    if quoted is not None:
        return Part(quoted, is_phrase=True)
    return Part(match["without"] or match[0])
