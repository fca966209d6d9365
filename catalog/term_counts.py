"""Document frequencies: in how many public listings each term occurs, kept as listings come, change and go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection as AnyCollection
from dataclasses import dataclass, field

from django.db import connection, transaction

from catalog.lexical import SparseVector
from catalog.models import Term
from catalog.text import strip_accents
from catalog.weighing import Frequencies

LEX, PLAIN, NAMES, SIZE = "lex", "plain", "names", "size"
SPACES = (LEX, PLAIN, NAMES, SIZE)
_LOCK = 7_304_001
_UPSERT = """
    INSERT INTO catalog_term (space, term_hash, df)
    SELECT %s, place, %s FROM unnest(%s::bigint[]) AS place ORDER BY place
    ON CONFLICT (space, term_hash) DO UPDATE SET df = catalog_term.df + EXCLUDED.df
"""
_UPSERT_WORDS = """
    INSERT INTO catalog_vocabularyword (text, bare, df)
    SELECT word, bare, %s FROM unnest(%s::text[], %s::text[]) AS found(word, bare) ORDER BY word
    ON CONFLICT (text) DO UPDATE SET df = catalog_vocabularyword.df + EXCLUDED.df
"""
_FREQUENCIES = "SELECT term_hash, df FROM catalog_term WHERE space = %s AND term_hash = ANY(%s::bigint[]) AND df > 0"
_ALL_FREQUENCIES = """
    SELECT space, term_hash, df FROM catalog_term
    WHERE space = ANY(%s) AND term_hash = ANY(%s::bigint[]) AND df > 0
    UNION ALL SELECT space, term_hash, df FROM catalog_term WHERE space = 'size' AND term_hash = 0
"""
_ASKED_FREQUENCIES = """
    SELECT space, term_hash, df FROM catalog_term WHERE space = 'lex' AND term_hash = ANY(%s::bigint[]) AND df > 0
    UNION ALL
    SELECT space, term_hash, df FROM catalog_term WHERE space = 'plain' AND term_hash = ANY(%s::bigint[]) AND df > 0
    UNION ALL SELECT space, term_hash, df FROM catalog_term WHERE space = 'size' AND term_hash = 0
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """What one public listing counts for: the places of its three vectors, and its words as written."""

    lex: SparseVector
    plain: SparseVector
    emphasis: SparseVector = field(default_factory=dict)
    words: AnyCollection[str] = ()


def count_change(*, before: Counted | None, after: Counted | None) -> None:
    """Count one listing's terms from what they were to what they are; None is "not public"."""
    gained, lost = places(after), places(before)
    with transaction.atomic(), connection.cursor() as cursor:
        # One change of the counts at a time: everybody touches the frequent terms, in no common order otherwise.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        for step, changed in ((1, gained - lost), (-1, lost - gained)):
            for space in SPACES:
                found = sorted(place for kind, place in changed if kind == space)
                if found:
                    cursor.execute(_UPSERT, [space, step, found])
        was, now = (set(counted.words) if counted else set() for counted in (before, after))
        for step, words in ((1, sorted(now - was)), (-1, sorted(was - now))):
            if words:
                cursor.execute(_UPSERT_WORDS, [step, words, [strip_accents(word) for word in words]])


def places(counted: Counted | None) -> set[tuple[str, int]]:
    """The counted places of a public listing's vectors, and one for the listing itself."""
    if counted is None:
        return set()
    spaces = ((LEX, counted.lex), (PLAIN, counted.plain), (NAMES, counted.emphasis))
    return {(space, place) for space, vector in spaces for place in vector} | {(SIZE, 0)}


def all_frequencies(wanted: AnyCollection[int]) -> Frequencies:
    """The frequencies of places as the search weighs by them, and how many listings are counted; one query."""
    return _read(_ALL_FREQUENCIES, [[LEX, PLAIN, NAMES], list(wanted)])


def asked_frequencies(lex: AnyCollection[int], plain: AnyCollection[int]) -> Frequencies:
    """The frequencies of places that whole texts ask with, and how many listings are counted; one query."""
    return _read(_ASKED_FREQUENCIES, [list(lex), list(plain)])


def _read(statement: str, values: list[list[int] | list[str]]) -> Frequencies:
    found: dict[str, dict[int, int]] = {space: {} for space in SPACES}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for space, place, frequency in cursor.fetchall():
            found[space][place] = frequency
    return Frequencies(found[SIZE].get(0, 0), found[LEX], found[PLAIN], found[NAMES])


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
