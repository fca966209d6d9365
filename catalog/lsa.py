"""Dense vectors without a neural model, for machines that cannot run it: latent semantic analysis.

Half of a vector says what a text is about: its terms' places in the space of a truncated singular value decomposition
of bilingual texts (Deerwester et al., "Indexing by latent semantic analysis", 1990), so that "nước thải" and
"wastewater" lie close. The other half says which terms it has, known or not, by random indexing (Kanerva et al.,
"Random indexing of text samples for latent semantic analysis", 2000).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.embedding import DIMENSIONS, Role, Vectors, prepare
from catalog.lexical import idf, term_hash
from catalog.text import Language, detect_language, tokens, with_bigrams

SPACE_FILE = Path(__file__).parent / "data" / "lsa.npz"
LATENT = DIMENSIONS // 2
#: Two texts of the space have to share a term for it to say anything about either.
LEAST_TEXTS = 2

Weighted = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Space:
    """What was learnt: `places` (sorted hashes of the known terms), their `idf`, and their rows in the latent space.

    `places`: (n,) int64; `idf`: (n,) float32; `rows`: (n, LATENT) int8, all on one scale; `texts`: of how many texts.
    """

    places: NDArray[np.int64]
    idf: NDArray[np.float32]
    rows: NDArray[np.int8]
    texts: int

    @classmethod
    def shipped(cls) -> Space:
        """The space in the package."""
        with np.load(SPACE_FILE, allow_pickle=False) as stored:
            return cls(stored["places"], stored["idf"], stored["rows"], int(stored["texts"]))

    def save(self, path: Path) -> None:
        """Write it where `shipped` reads it."""
        np.savez_compressed(path, places=self.places, idf=self.idf, rows=self.rows, texts=np.int64(self.texts))


class Lsa:
    """Latent semantic analysis behind `Embedder`: about a millisecond a text, 2 MB in memory."""

    def version(self) -> str:
        """Changes with the shipped space."""
        return "lsa-1"

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:  # noqa: ARG002 -- asks and answers are told alike
        """See `Embedder.embed`; a text without words is a zero vector."""
        rows = [vector(counted(text), _space()) for text in map(prepare, texts)]
        return np.asarray(rows, dtype=np.float32).reshape(len(rows), DIMENSIONS)


@cache
def _space() -> Space:
    return Space.shipped()


def counted(text: str, language: Language | None = None) -> Counter[str]:
    """The terms of a prepared text: Vietnamese syllables and their pairs, or English stems."""
    language = language or detect_language(text)
    found = tokens(text, language)
    return Counter(token.term for token in (with_bigrams(found) if language == "vi" else found))


def vector(counts: Mapping[str, int], space: Space) -> Vectors:
    """The unit vector of a text's terms, shape (DIMENSIONS,)."""
    latent, own = np.zeros(LATENT, np.float32), np.zeros(DIMENSIONS - LATENT, np.float32)
    rarest = idf(space.texts, 0)
    for term, count in counts.items():
        place = term_hash(term)
        at = int(np.searchsorted(space.places, place))
        is_known = at < len(space.places) and space.places[at] == place
        weight = (1 + math.log(count)) * (float(space.idf[at]) if is_known else rarest)
        own += weight * signs(term)
        if is_known:
            latent += weight * space.rows[at]
    return unit(np.concatenate([unit(latent), unit(own)]))


@lru_cache(maxsize=1 << 13)
def signs(term: str) -> Vectors:
    """The term's own direction: +1 and -1 by the bits of its hash, the same everywhere."""
    size = DIMENSIONS - LATENT
    bits = np.unpackbits(np.frombuffer(blake2b(term.encode(), digest_size=size // 8).digest(), np.uint8))
    return (2.0 * bits - 1.0).astype(np.float32)


def unit(found: Vectors) -> Vectors:
    """A vector at length 1; zero stays zero."""
    length = float(np.linalg.norm(found))
    return found / np.float32(length) if length else found


def learn(texts: Sequence[tuple[str, str]]) -> Space:
    """The space of texts in Vietnamese and English (either may be empty); both versions of a text count alike."""
    both = [(counted(vietnamese, "vi"), counted(english, "en")) for vietnamese, english in texts]
    texts_with = Counter(term for pair in both for term in pair[0].keys() | pair[1].keys())
    known = sorted(term for term, number in texts_with.items() if number >= LEAST_TEXTS)
    column = {term: at for at, term in enumerate(known)}
    rarity = np.array([idf(len(both), texts_with[term]) for term in known], dtype=np.float32)
    matrix = np.zeros((len(both), len(known)), dtype=np.float32)
    for number, pair in enumerate(both):
        for counts in pair:
            one = np.zeros(len(known), dtype=np.float32)
            for term in counts.keys() & column.keys():
                one[column[term]] = (1 + math.log(counts[term])) * rarity[column[term]]
            matrix[number] += unit(one)
    values, left = np.linalg.eigh(matrix @ matrix.T)
    best = np.argsort(values)[::-1][:LATENT]
    rows = matrix.T @ (left[:, best] / np.sqrt(np.maximum(values[best], 1e-9)))
    rows = np.pad(rows, ((0, 0), (0, LATENT - rows.shape[1])))
    order = np.argsort(places := np.array([term_hash(term) for term in known], dtype=np.int64))
    scaled = np.round(rows * (127 / np.abs(rows).max())).astype(np.int8)
    return Space(places[order], rarity[order], scaled[order], len(both))
