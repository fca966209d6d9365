"""Vectors in files, outside the portal's data: one small file each, by model version and content hash.

Used where no database is at hand (`evaluate_matching`). Writing renames a finished file, so processes may share it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from catalog.embedding import DIMENSIONS, Embedder, Role, Vectors, vector_key


def default_folder() -> Path:
    """`cungcau/vectors` in the user's cache folder (XDG_CACHE_HOME, else ~/.cache)."""
    root = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(root).expanduser() / "cungcau" / "vectors"


class CachedEmbedder:
    """An embedder that never computes a vector twice; vectors have float16 precision, cached or not."""

    def __init__(self, embedder: Embedder, folder: Path | None = None) -> None:
        self.embedder = embedder
        self.folder = (folder or default_folder()) / embedder.version()
        self.computed = 0

    def version(self) -> str:
        """That of the embedder behind it."""
        return self.embedder.version()

    def embed(self, texts: Sequence[str], role: Role, progress: Callable[[int], object] | None = None) -> Vectors:
        """One unit vector a row, from the files where they are there."""
        rows = []
        for number, text in enumerate(texts):
            rows.append(self._vector(text, role))
            if progress:
                progress(number + 1)
        return np.asarray(rows, dtype=np.float32).reshape(len(rows), DIMENSIONS)

    def _vector(self, text: str, role: Role) -> Vectors:
        key = vector_key(text, role)
        path = self.folder / key[:2] / f"{key}.npy"
        try:
            stored = np.load(path, allow_pickle=False)
            if stored.shape == (DIMENSIONS,):
                found: Vectors = np.asarray(stored, dtype=np.float32)
                return found
        except (OSError, ValueError, EOFError):
            pass
        vector = self.embedder.embed([text], role)[0].astype(np.float16)
        self.computed += 1
        _write(path, vector)
        computed: Vectors = vector.astype(np.float32)
        return computed


def _write(path: Path, vector: np.ndarray[tuple[int, ...], np.dtype[np.float16]]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            np.save(file, vector, allow_pickle=False)
        Path(file.name).replace(path)
    except OSError:
        return  # A cache that cannot be written costs time, never the result.
