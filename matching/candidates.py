"""The opposites of a listing worth a full score, and the text evidence of each pair.

Candidates are the nearest by words (either way round) and by vector (in each language), at most MOST. T takes the need
as the query whichever side asks, so the evidence of a pair is the same from both sides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import connection
from django.utils import timezone
from pgvector import HalfVector

from catalog.content import document_of
from catalog.embedding import Vectors, centred, mean_name, shipped_means
from catalog.embedding_cache import as_array
from catalog.evidence import DocumentSide, QuerySide, compare, query_side
from catalog.indexing import as_dict, role_of
from catalog.lexical import Terms, document_terms, term_hash
from catalog.models import Kind, Listing, ListingIndex
from catalog.search import to_sql
from catalog.term_counts import LEX, PLAIN, frequencies, public_listings
from catalog.text import Language, is_unaccented_vietnamese
from matching.facts import RELATED
from matching.text_score import TextPair, text_pair

MOST = 300
NEAREST = 100
NEAREST_BY_VECTOR = 75

# The "+ 0" keeps the planner from an approximate index that would be filtered afterwards: these orders are exact.
_BY_WORDS = """
    SELECT i.listing_id FROM catalog_listingindex i JOIN catalog_listing l ON l.id = i.listing_id
    WHERE {hard} ORDER BY (i.{column} <#> %s::sparsevec) + 0, i.listing_id LIMIT %s
"""
_BY_VECTOR = """
    SELECT i.listing_id FROM catalog_listingindex i JOIN catalog_listing l ON l.id = i.listing_id
    WHERE {hard} AND i.language = %s AND i.dense IS NOT NULL
    ORDER BY (i.dense <#> %s::halfvec) + 0, i.listing_id LIMIT %s
"""
#: Published, valid, of the other kind, of another organisation, open to interest.
_HARD = (
    "i.is_public AND l.state = 'published' AND l.valid_until >= %s AND l.kind = %s AND l.organisation_id <> %s "
    "AND l.accepting_interest"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An opposite listing with the text evidence of the pair."""

    listing: Listing
    text: TextPair


def candidates(listing: Listing) -> list[Candidate]:
    """The listing's best opposites, in no order; the listing must be indexed and public."""
    own = query_sides([listing])[listing.pk]
    found = load(_nearest(listing, own))
    if listing.is_need:
        pairs = ((other, compare(own, document_side(other.index))) for other in found)
    else:
        here = document_side(listing.index)
        asking = query_sides(found)
        pairs = ((other, compare(asking[other.pk], here)) for other in found)
    return [Candidate(other, text_pair(evidence)) for other, evidence in pairs]


def load(ids: Iterable[int]) -> list[Listing]:
    """Listings with their index and all that facts and texts need, in a fixed number of queries."""
    wanted = Listing.objects.filter(pk__in=list(ids)).select_related("index", "province", "organisation")
    return list(wanted.prefetch_related(*RELATED, "targets").order_by("pk"))


def query_sides(listings: list[Listing]) -> dict[int, QuerySide]:
    """Each listing as the asking side, weighed by today's document frequencies."""
    terms = {listing.pk: document_terms(document_of(listing)) for listing in listings}
    lex, plain = _frequencies(terms.values())
    size = public_listings()
    return {
        listing.pk: query_side(
            terms[listing.pk],
            unaccented=is_unaccented_vietnamese(document_of(listing).full_text(), terms[listing.pk].language),
            vector=_vector(listing.index, listing.kind),
            size=size, lex=lex, plain=plain,
        )
        for listing in listings
    }  # fmt: skip


def _frequencies(terms: Iterable[Terms]) -> tuple[dict[int, int], dict[int, int]]:
    lex: set[int] = set()
    plain: set[int] = set()
    for counted in terms:
        lex.update(term_hash(term) for term in [*counted.exact, *counted.anchors])
        plain.update(term_hash(term) for term in counted.bare)
    return frequencies(LEX, lex), frequencies(PLAIN, plain)


def document_side(index: ListingIndex) -> DocumentSide:
    """A stored index row as the answering side."""
    language: Language = "en" if index.language == "en" else "vi"
    kind = index.listing.kind
    return DocumentSide(language, index.length > 0, as_dict(index.lex), as_dict(index.lex_plain), _vector(index, kind))


def _vector(index: ListingIndex, kind: str) -> Vectors | None:
    """The stored raw vector, centred by language and side."""
    if index.dense is None:
        return None
    language: Language = "en" if index.language == "en" else "vi"
    return centred(as_array(index.dense), shipped_means()[mean_name(role_of(kind), language)])


def _nearest(listing: Listing, own: QuerySide) -> list[int]:
    """Ids of the nearest opposites by exact words, by words without accents, and by vector in each language."""
    opposite = Kind.OFFER if listing.is_need else Kind.NEED
    hard: tuple[date, str, int] = (timezone.localdate(), opposite, listing.organisation_id)
    found: dict[int, None] = {}
    with connection.cursor() as cursor:
        for column, query in (("lex", own.exact), ("lex_plain", own.bare)):
            if query.vector and not (column == "lex_plain" and not own.unaccented):
                sql = _BY_WORDS.format(hard=_HARD, column=column)
                cursor.execute(sql, [*hard, to_sql(query), NEAREST])
                found |= dict.fromkeys(row[0] for row in cursor.fetchall())
        for language in ("vi", "en") if own.vector is not None else ():
            cursor.execute(_BY_VECTOR.format(hard=_HARD), [*hard, language, _halfvec(own.vector), NEAREST_BY_VECTOR])
            found |= dict.fromkeys(row[0] for row in cursor.fetchall())
    return list(found)[:MOST]


def _halfvec(vector: Vectors | None) -> str:
    return str(HalfVector(np.asarray(vector)).to_text())
