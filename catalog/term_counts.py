"""Document frequencies: in how many public listings each term occurs, kept as listings come, change and go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection as AnyCollection

from django.db import connection, transaction

from catalog.lexical import SparseVector
from catalog.models import Term

LEX, PLAIN, SIZE = "lex", "plain", "size"
_LOCK = 7_304_001
_UPSERT = """
    INSERT INTO catalog_term (space, term_hash, df)
    SELECT %s, place, %s FROM unnest(%s::bigint[]) AS place ORDER BY place
    ON CONFLICT (space, term_hash) DO UPDATE SET df = catalog_term.df + EXCLUDED.df
"""
_FREQUENCIES = "SELECT term_hash, df FROM catalog_term WHERE space = %s AND term_hash = ANY(%s::bigint[]) AND df > 0"

Vectors = tuple[SparseVector, SparseVector]


def count_change(*, before: Vectors | None, after: Vectors | None) -> None:
    """Count one listing's terms from what they were to what they are; None is "not public"."""
    gained, lost = places(after), places(before)
    with transaction.atomic(), connection.cursor() as cursor:
        # One change of the counts at a time: everybody touches the frequent terms, in no common order otherwise.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        for step, changed in ((1, gained - lost), (-1, lost - gained)):
            for space in (LEX, PLAIN, SIZE):
                found = sorted(place for kind, place in changed if kind == space)
                if found:
                    cursor.execute(_UPSERT, [space, step, found])


def places(vectors: Vectors | None) -> set[tuple[str, int]]:
    """The counted places of a public listing's vectors, and one for the listing itself."""
    if vectors is None:
        return set()
    return {(LEX, place) for place in vectors[0]} | {(PLAIN, place) for place in vectors[1]} | {(SIZE, 0)}


def frequencies(space: str, wanted: AnyCollection[int]) -> Counter[int]:
    """The document frequencies of the places asked for."""
    if not wanted:
        return Counter()
    with connection.cursor() as cursor:
        # One array: thousands of single parameters cost more to write than to look up.
        cursor.execute(_FREQUENCIES, [space, list(wanted)])
        return Counter(dict(cursor.fetchall()))


def public_listings() -> int:
    """How many listings the frequencies count."""
    return Term.objects.filter(space=SIZE, term_hash=0).values_list("df", flat=True).first() or 0
