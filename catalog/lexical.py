"""BM25 as an inner product: a document's weights in one sparse vector, a query's IDFs in the other.

A document carries three kinds of terms, told apart by a prefix: exact words (accented syllables and their bigrams in
Vietnamese, stems in English), the same Vietnamese without accents ("~"), and anchors ("#": numbers with units,
acronyms, names). Exact words and anchors share one vector, bare words have their own. A query takes the kind it needs,
so `document · query` is exactly its BM25.

Terms are hashed to DIMENSIONS = 10⁹ places, pgvector's limit for `sparsevec`. With a vocabulary of a million terms,
one term in a thousand shares its place with another; that a given query term meets a foreign term of a given
document (250 × 250 terms) has a chance of about 6 · 10⁻⁵.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TypeVar

from catalog.anchors import anchors
from catalog.text import (
    Document,
    Language,
    canonical_tone,
    is_unaccented_vietnamese,
    normalise,
    strip_accents,
    tokens,
    with_bigrams,
)

DIMENSIONS = 1_000_000_000
MAX_TERMS = 15_000  # pgvector stores at most 16,000 non-zero entries
K1 = 1.2
B = 0.75
BARE = "~"
ANCHOR = "#"

#: Mean numbers of exact, bare and anchor terms of a listing (the demonstration's), by which stored weights are normed:
#: a constant, so that a listing's weights stay right when others come and go.
REFERENCE_LENGTHS = (550.0, 620.0, 30.0)

TermCounts = Mapping[str, int]
PlaceCounts = Mapping[int, int]
Term = TypeVar("Term", str, int)
SparseVector = dict[int, float]


@lru_cache(maxsize=1 << 18)
def term_hash(term: str) -> int:
    """The place of a term, 0 ≤ place < DIMENSIONS, the same in every process and version."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "big") % DIMENSIONS


@dataclass(frozen=True, slots=True)
class Terms:
    """The counted terms of one document, kind by kind; `language` is what they were cut by."""

    language: Language
    exact: Counter[str]
    bare: Counter[str]
    anchors: Counter[str]

    def kinds(self) -> tuple[Counter[str], Counter[str], Counter[str]]:
        """Exact, bare and anchor terms, in that order."""
        return self.exact, self.bare, self.anchors

    def asked(self) -> AskedTerms:
        """The same terms by their places, as a query needs them."""
        return AskedTerms(self.language, *(placed(counts) for counts in self.kinds()))


@dataclass(frozen=True, slots=True)
class AskedTerms:
    """A query's counted terms by place, kind by kind; `language` is what they were cut by."""

    language: Language
    exact: PlaceCounts
    bare: PlaceCounts
    anchors: PlaceCounts


def placed(counts: TermCounts) -> dict[int, int]:
    """How often each place is counted."""
    found: dict[int, int] = {}
    for term, count in counts.items():
        place = term_hash(term)
        found[place] = found.get(place, 0) + count
    return found


def document_terms(document: Document) -> Terms:
    """Count the terms of all public parts; unaccented Vietnamese has bare terms only."""
    language = document.resolved_language()
    parts = [canonical_tone(normalise(part)) for part in (document.title, document.summary, document.body)]
    parts += [normalise(keyword) for keyword in document.keywords]
    text = " ".join(parts)
    exact: Counter[str] = Counter()
    bare: Counter[str] = Counter()
    named: Counter[str] = Counter()
    unaccented = is_unaccented_vietnamese(text, language)
    for part in filter(None, parts):
        found = tokens(part, language)
        if language == "vi":
            pairs = [token.term for token in with_bigrams(found)]
            bare.update(BARE + strip_accents(term) for term in pairs)
            if not unaccented:
                exact.update(pairs)
        else:
            exact.update(token.term for token in found)
        named.update(ANCHOR + anchor.term for anchor in anchors(part, language))
    if document.other:
        _add_other(document.other, language, exact, bare)
    return Terms(language, exact, bare, named)


def _add_other(text: str, language: Language, exact: Counter[str], bare: Counter[str]) -> None:
    """Add the words of the version in the other language."""
    if language == "vi":
        exact.update(token.term for token in tokens(normalise(text), "en"))
        return
    pairs = [token.term for token in with_bigrams(tokens(canonical_tone(normalise(text)), "vi"))]
    exact.update(pairs)
    bare.update(BARE + strip_accents(term) for term in pairs)


def document_vectors(terms: Terms, average_lengths: tuple[float, float, float]) -> tuple[SparseVector, SparseVector]:
    """BM25 weights at each term's place: (exact words and anchors, bare words); each kind has its own mean length."""
    exact, bare, named = (list(weights(c, mean)) for c, mean in zip(terms.kinds(), average_lengths, strict=True))
    return _placed(exact + named), _placed(bare)


def _placed(weighted: list[tuple[str, float]]) -> SparseVector:
    vector: SparseVector = {}
    for term, weight in weighted:
        place = term_hash(term)
        vector[place] = vector.get(place, 0.0) + weight
    if len(vector) > MAX_TERMS:
        vector = dict(sorted(vector.items(), key=lambda item: -item[1])[:MAX_TERMS])
    return vector


def weights(counts: Mapping[Term, int], average_length: float) -> Iterator[tuple[Term, float]]:
    """Each term with its weight tf·(k₁+1) ÷ (tf + k₁·(1−b+b·L/L̄)) in a document of these counts."""
    length_norm = K1 * (1 - B + B * sum(counts.values()) / max(average_length, 1.0))
    for term, count in counts.items():
        yield term, count * (K1 + 1) / (count + length_norm)


def idf(documents: int, document_frequency: int) -> float:
    """ln(1 + (N − df + ½) ÷ (df + ½)), never negative."""
    return math.log1p((documents - document_frequency + 0.5) / (document_frequency + 0.5))


@dataclass(frozen=True, slots=True)
class Query:
    """The query side of one kind of terms: IDF × count at every place, and the most any document could score."""

    vector: SparseVector
    attainable: float

    def coverage(self, bm25: float) -> float:
        """BM25 as a share (0–1) of the attainable."""
        return min(max(bm25 / self.attainable, 0.0), 1.0) if self.attainable > 0 else 0.0


def query_vector(counts: PlaceCounts, documents: int, frequencies: Mapping[int, int]) -> Query:
    """Weigh a query's terms by the collection's document frequencies, both by place.

    A term that no document has is left out: nothing could score it, so it says nothing about any of them.
    """
    vector: SparseVector = {}
    for place, count in counts.items():
        frequency = frequencies.get(place, 0)
        if frequency > 0:
            vector[place] = count * idf(documents, frequency)
    return Query(vector, (K1 + 1) * math.fsum(vector.values()))


def dot(left: SparseVector, right: SparseVector) -> float:
    """The inner product of two sparse vectors."""
    if len(left) > len(right):
        left, right = right, left
    return math.fsum(weight * right[place] for place, weight in left.items() if place in right)


def document_frequencies(documents: Iterable[Terms]) -> Counter[int]:
    """In how many documents each place occurs."""
    frequencies: Counter[int] = Counter()
    for terms in documents:
        frequencies.update({term_hash(term) for counts in terms.kinds() for term in counts})
    return frequencies
