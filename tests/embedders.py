"""An embedder for tests: instant, and similar for texts that share words."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
import pytest

from catalog.embedding import DIMENSIONS, Role, Vectors, prepare


class WordEmbedder:
    """A text's vector is the sum of its words' pseudo-random ones; `asked` counts what is computed."""

    def __init__(self, name: str = "words-1") -> None:
        self.name = name
        self.asked: list[str] = []

    def version(self) -> str:
        return self.name

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:
        self.asked += texts
        rows = np.array([sum(map(_word, prepare(text).lower().split()), np.zeros(DIMENSIONS)) for text in texts])
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        return (rows / np.where(norms > 0, norms, 1)).astype(np.float32).reshape(len(texts), DIMENSIONS)


def _word(word: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    seed = int.from_bytes(sha256(word.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).normal(size=DIMENSIONS)


def use_words(monkeypatch: pytest.MonkeyPatch) -> WordEmbedder:
    """Have the portal index and compare with an embedder that is there at once."""
    used = WordEmbedder()
    for module in ("embedding_cache", "indexing", "neighbours", "duplicates"):
        monkeypatch.setattr(f"catalog.{module}.embedder", lambda: used)
    return used
