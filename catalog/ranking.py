"""What a search asks for: the words a listing must have, and the weighted terms it is ranked by. Pure.

A query with accents is read exactly. One without may be Vietnamese typed quickly or English: it is looked up in both
the accent-stripped words of Vietnamese listings and the English stems.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from catalog.lexical import BARE
from catalog.text import (
    canonical_tone,
    detect_language,
    has_accents,
    normalise,
    strip_accents,
    tokens,
    with_bigrams,
)

MAX_QUERY_WORDS = 64
ENOUGH = 10  # listings with every word that make a list of their own


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """`exact` and `bare`: counted terms for the two vectors; `words`: alternative readings, each a set of words."""

    exact: Counter[str]
    bare: Counter[str]
    words: tuple[tuple[str, ...], ...]

    def is_empty(self) -> bool:
        """Whether nothing is left to look for."""
        return not any(self.words)


def search_query(text: str) -> SearchQuery:
    """Read a query as typed; at most MAX_QUERY_WORDS words count."""
    cleaned = " ".join(canonical_tone(normalise(text)).split()[:MAX_QUERY_WORDS])
    if has_accents(cleaned):
        found = tokens(cleaned, "vi")
        exact = Counter(token.term for token in with_bigrams(found))
        return SearchQuery(exact, Counter(), (_distinct(token.term for token in found),))
    english = [token.term for token in tokens(cleaned, "en")]
    if detect_language(cleaned) == "en" and english:
        bare_words = [BARE + token.term for token in tokens(cleaned, "vi")]
        return SearchQuery(Counter(english), Counter(), (_distinct(english), _distinct(bare_words)))
    syllables = tokens(cleaned, "vi")
    bare = Counter(BARE + strip_accents(token.term) for token in with_bigrams(syllables))
    words = _distinct(BARE + strip_accents(token.term) for token in syllables)
    return SearchQuery(Counter(english), bare, (words, _distinct(english)))


def _distinct(terms) -> tuple[str, ...]:  # type: ignore[no-untyped-def]
    return tuple(dict.fromkeys(terms))
