"""Listings near a query in meaning, in both languages: for questions, and where its words find little.

The query is centred on what is usually searched for in its language, each listing on the mean of its side and language,
as matching does. Without a model that loads there are none, and the search goes on by words.
"""

from __future__ import annotations

import logging
import time

import numpy as np
from django.core.cache import cache
from django.db import connection, transaction
from pgvector import HalfVector

from catalog.embedding import DIMENSIONS, Vectors, centred, mean_name, vector_key
from catalog.embedding_cache import as_array, embedder, shipped_means
from catalog.meaning import THRESHOLD, text_to_compare
from catalog.text import Language, detect_language

log = logging.getLogger(__name__)

LOOKED_AT = 60  # nearest of each language before centring
KEPT_SECONDS = 7 * 24 * 3600
PAUSE_SECONDS = 300  # before a model that could not compute is asked again
#: The vectors are not centred in the index: what is nearest before is put right among LOOKED_AT.
_NEAREST = """
    SELECT found.listing_id, 1 - ((found.dense - CASE l.kind WHEN 'need' THEN %(need)s::halfvec
                                  ELSE %(offer)s::halfvec END) <=> %(query)s::halfvec) AS cosine
    FROM (SELECT listing_id, dense FROM catalog_listingindex
          WHERE is_public AND language = %(language)s AND dense IS NOT NULL AND model = %(model)s
          ORDER BY dense <#> %(query)s::halfvec LIMIT %(looked_at)s) found
    JOIN catalog_listing l ON l.id = found.listing_id
"""
_DEPTH = "SELECT set_config('hnsw.ef_search', '100', true), set_config('hnsw.iterative_scan', 'relaxed_order', true)"


class _Pause:
    until = 0.0


def nearest(text: str) -> list[int]:
    """Ids of indexed public listings above the threshold, nearest first; empty where nothing can be computed."""
    vector = query_vector_of(text)
    if vector is None:
        return []
    found: list[tuple[float, int]] = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_DEPTH)
        for language in ("vi", "en"):
            cursor.execute(_NEAREST, parameters(vector, "vi" if language == "vi" else "en"))
            found += [(-cosine, pk) for pk, cosine in cursor.fetchall() if cosine >= THRESHOLD]
    return [pk for _, pk in sorted(found)]


def parameters(vector: Vectors, language: Language) -> dict[str, str | int]:
    """What the nearest of one language are found by."""
    means = shipped_means()
    return {
        "query": halfvec(vector), "language": language, "model": embedder().version(),
        "looked_at": LOOKED_AT,
        "need": halfvec(means[mean_name("query", language)]),
        "offer": halfvec(means[mean_name("passage", language)]),
    }  # fmt: skip


def halfvec(vector: Vectors) -> str:
    """A vector as pgvector reads it."""
    return str(HalfVector(vector).to_text())


def query_vector_of(text: str) -> Vectors | None:
    """The centred vector of a query, from the cache or computed; None where that fails."""
    raw = raw_vector(text_to_compare(text))
    if raw is None:
        return None
    vector = centred(raw, shipped_means()[mean_name("search", detect_language(text))])
    return vector if np.any(vector) else None


def raw_vector(text: str) -> Vectors | None:
    """The model's vector of a query; about 25 ms where it is not cached."""
    key = f"query-vector:{embedder().version()}:{vector_key(text, 'query')}"
    stored = cache.get(key)
    if isinstance(stored, bytes) and len(stored) == 2 * DIMENSIONS:
        return as_array(np.frombuffer(stored, dtype=np.float16))
    if time.monotonic() < _Pause.until:
        return None
    try:
        computed = embedder().embed([text], "query")[0].astype(np.float16)
    except Exception:  # whatever a native library may raise: a search by words is better than none
        log.exception("no query can be embedded; searching by words alone for %s s", PAUSE_SECONDS)
        _Pause.until = time.monotonic() + PAUSE_SECONDS
        return None
    cache.set(key, computed.tobytes(), KEPT_SECONDS)
    return as_array(computed)
