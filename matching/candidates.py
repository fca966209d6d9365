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

from catalog.asking import asked_terms
from catalog.conditions import to_sql
from catalog.embedding import Vectors
from catalog.evidence import DocumentSide, Evidence, Products, QuerySide, compare, evidence, kind_of
from catalog.indexing import as_dict
from catalog.lexical import AskedTerms
from catalog.models import Kind, Listing, ListingIndex
from catalog.similar import vector_of
from catalog.term_counts import asked_frequencies
from catalog.text import Language
from catalog.weighing import Frequencies
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
    WHERE {hard} AND i.language = %s AND i.dense IS NOT NULL AND i.model = %s
    ORDER BY (i.dense <#> %s::halfvec) + 0, i.listing_id LIMIT %s
"""
_PRODUCTS = """
    SELECT listing_id, -(lex <#> %s::sparsevec), -(lex_plain <#> %s::sparsevec), -(lex <#> %s::sparsevec)
    FROM catalog_listingindex WHERE listing_id = ANY(%s)
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
        pairs = _answers(own, found)
    else:
        here = document_side(listing)
        asking = query_sides(found)
        pairs = [(other, compare(asking[other.pk], here)) for other in found]
    return [Candidate(other, text_pair(shared)) for other, shared in pairs]


def _answers(own: QuerySide, offers: list[Listing]) -> list[tuple[Listing, Evidence]]:
    """The evidence of a need and each offer; the inner products are taken in the database."""
    queries = [to_sql(query.vector) for query in (own.exact, own.bare, own.anchors)]
    with connection.cursor() as cursor:
        cursor.execute(_PRODUCTS, [*queries, [offer.pk for offer in offers]])
        products = {row[0]: Products(*row[1:]) for row in cursor.fetchall()}
    return [(offer, _answer(own, offer, products[offer.pk])) for offer in offers]


def _answer(own: QuerySide, offer: Listing, products: Products) -> Evidence:
    kind = kind_of(own, language_of(offer.index), has_exact=offer.index.length > 0)
    return evidence(own, kind, getattr(products, kind), vector_of(offer))


def load(ids: Iterable[int]) -> list[Listing]:
    """Listings with their index, but for its word vectors, and what facts and texts need, in few queries."""
    wanted = Listing.objects.filter(pk__in=list(ids)).select_related("index", "province", "organisation")
    unread = ("index__lex", "index__lex_plain", "index__emphasis", "index__words", "index__codes", "confidential")
    lean = wanted.defer(*unread)
    return list(lean.prefetch_related(*RELATED, "targets", "comparisons").order_by("pk"))


def query_sides(listings: list[Listing]) -> dict[int, QuerySide]:
    """Each listing as the asking side, weighed by today's document frequencies."""
    terms = asked_terms(listings)
    known = _frequencies(terms.values())
    return {
        listing.pk: QuerySide(terms[listing.pk], vector_of(listing), known.size, known.lex, known.plain)
        for listing in listings
    }


def _frequencies(terms: Iterable[AskedTerms]) -> Frequencies:
    lex: set[int] = set()
    plain: set[int] = set()
    for counted in terms:
        lex.update(counted.exact, counted.anchors)
        plain.update(counted.bare)
    return asked_frequencies(lex, plain)


def document_side(listing: Listing) -> DocumentSide:
    """An indexed listing as the answering side."""
    index = listing.index
    return DocumentSide(
        language_of(index), index.length > 0, as_dict(index.lex), as_dict(index.lex_plain), vector_of(listing)
    )


def language_of(index: ListingIndex) -> Language:
    """The language an index row was cut by."""
    return "en" if index.language == "en" else "vi"


def _nearest(listing: Listing, own: QuerySide) -> list[int]:
    """Ids of the nearest opposites by exact words, by words without accents, and by vector in each language."""
    opposite = Kind.OFFER if listing.is_need else Kind.NEED
    hard: tuple[date, str, int] = (timezone.localdate(), opposite, listing.organisation_id)
    found: dict[int, None] = {}
    with connection.cursor() as cursor:
        for column, query in (("lex", own.exact), ("lex_plain", own.bare)):
            if query.vector and not (column == "lex_plain" and not own.unaccented):
                sql = _BY_WORDS.format(hard=_HARD, column=column)
                cursor.execute(sql, [*hard, to_sql(query.vector), NEAREST])
                found |= dict.fromkeys(row[0] for row in cursor.fetchall())
        for language in ("vi", "en") if own.vector is not None else ():
            cursor.execute(
                _BY_VECTOR.format(hard=_HARD),
                [*hard, language, listing.index.model, _halfvec(own.vector), NEAREST_BY_VECTOR],
            )
            found |= dict.fromkeys(row[0] for row in cursor.fetchall())
    return list(found)[:MOST]


def _halfvec(vector: Vectors | None) -> str:
    return str(HalfVector(np.asarray(vector)).to_text())
