"""The query sides of a search: its terms weighed by how many listings have them, and the words rare enough to look by.

Pure: the frequencies come from the database or from a collection in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.lexical import BARE, SparseVector, idf, term_hash
from catalog.ranking import SearchQuery, Word

CANDIDATES = 2_000  # listings looked at for some of the words
NEAR_THE_BEST = 0.2  # of the best BM25: below, a listing shares only what many share


@dataclass(frozen=True, slots=True)
class Frequencies:
    """In how many of `size` listings a place occurs: exact terms, bare terms, and terms of titles and names."""

    size: int
    lex: Mapping[int, int]
    plain: Mapping[int, int]
    names: Mapping[int, int]

    def of(self, term: str) -> int:
        """In how many listings a term occurs, at least."""
        place = term_hash(term)
        own = self.plain if term.startswith(BARE) else self.lex
        return max(own.get(place, 0), self.names.get(place, 0))

    def of_word(self, word: Word) -> int:
        """In how many listings a word occurs as it was asked for, at least."""
        return max((self.of(term) for term in exact_terms(word)), default=0)

    def of_any(self, word: Word) -> int:
        """In how many listings any reading of a word occurs, at least."""
        return max((self.of(term) for term in word.terms), default=0)


@dataclass(frozen=True, slots=True)
class Sides:
    """IDF × count at each place, for a listing's exact words, its bare words, and its titles and names."""

    lex: SparseVector
    plain: SparseVector
    names: SparseVector


def exact_terms(word: Word) -> list[str]:
    """A word's terms without the looser ones."""
    return [term for term in word.terms if not (word.loose and term.startswith(BARE))]


def terms_of(query: SearchQuery) -> set[str]:
    """All terms whose frequencies a query needs."""
    return {*query.exact, *query.bare, *(term for word in query.words() for term in word.terms)}


def weigh(query: SearchQuery, known: Frequencies) -> Sides:
    """The query's terms by their rarity; a term that no listing has is left out."""
    lex, plain = (_weighed(counts, known) for counts in (query.exact, query.bare))
    both = lex | plain
    return Sides(
        {place: weight for place, weight in lex.items() if place in known.lex},
        {place: weight for place, weight in plain.items() if place in known.plain},
        {place: weight for place, weight in both.items() if place in known.names},
    )


def _weighed(counts: Mapping[str, float], known: Frequencies) -> SparseVector:
    vector: SparseVector = {}
    for term, count in counts.items():
        if frequency := known.of(term):
            place = term_hash(term)
            vector[place] = vector.get(place, 0.0) + count * idf(known.size, frequency)
    return vector


def rare_words(query: SearchQuery, known: Frequencies) -> list[Word]:
    """The words to look by when no listing has all: the rarest first, until CANDIDATES listings may have one."""
    counted = sorted(
        ((known.of_word(word) or known.of_any(word), number, word) for number, word in enumerate(query.words())),
        key=lambda entry: entry[:2],
    )
    found = [(frequency, word) for frequency, _, word in counted if frequency and not word.is_filler] or [
        (frequency, word) for frequency, _, word in counted if frequency]  # fmt: skip
    chosen: list[Word] = []
    total = 0
    for frequency, word in found:
        total += frequency
        if chosen and total > CANDIDATES:
            break
        chosen.append(word)
    return chosen


def unknown_words(query: SearchQuery, known: Frequencies) -> list[Word]:
    """Words that no public listing has, as they were written."""
    return [word for word in query.words() if not word.text[0].isdigit() and not known.of_word(word)]
