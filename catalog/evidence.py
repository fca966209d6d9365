"""What the texts of a query and of a document share: the same code in memory and over rows of the database. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.embedding import Vectors
from catalog.lexical import Query, SparseVector, Terms, dot, query_vector
from catalog.text import Language


@dataclass(frozen=True, slots=True)
class Evidence:
    """The text evidence of one pair; ranges as in `matching.text_score.TextPair`."""

    cosine: float | None
    lexcov: float | None
    anchor: float | None
    same_language: bool


@dataclass(frozen=True, slots=True)
class QuerySide:
    """A text as query: its terms weighed by kind, whether it lacks accents, its centred unit vector if it has one."""

    language: Language
    unaccented: bool
    exact: Query
    bare: Query
    anchors: Query
    vector: Vectors | None


@dataclass(frozen=True, slots=True)
class DocumentSide:
    """A text as document: its two vectors of BM25 weights, whether it has exact words, its centred unit vector."""

    language: Language
    has_exact: bool
    lex: SparseVector
    lex_plain: SparseVector
    vector: Vectors | None


def query_side(
    terms: Terms,
    *,
    unaccented: bool,
    vector: Vectors | None,
    size: int,
    lex: Mapping[int, int],
    plain: Mapping[int, int],
) -> QuerySide:
    """Weigh a text's terms by document frequencies (by place) in a collection of `size` documents."""
    return QuerySide(
        terms.language,
        unaccented,
        query_vector(terms.exact, size, lex),
        query_vector(terms.bare, size, plain),
        query_vector(terms.anchors, size, lex),
        vector,
    )


@dataclass(frozen=True, slots=True)
class Products:
    """The inner products of a query's exact, bare and anchor terms with a document's vectors: its BM25 of each kind."""

    exact: float
    bare: float
    anchors: float


def compare(query: QuerySide, document: DocumentSide) -> Evidence:
    """The evidence of a pair held in memory."""
    products = Products(
        dot(query.exact.vector, document.lex),
        dot(query.bare.vector, document.lex_plain),
        dot(query.anchors.vector, document.lex),
    )
    return evidence(query, document.language, products, has_exact=document.has_exact, vector=document.vector)


def evidence(
    query: QuerySide, language: Language, products: Products, *, has_exact: bool, vector: Vectors | None
) -> Evidence:
    """BM25 coverage in one language, anchors across, cosine where both have vectors.

    If either text lacks its Vietnamese accents, both are compared without.
    """
    same = query.language == language
    lexcov = anchor = None
    if same and (query.unaccented or not has_exact):
        lexcov = query.bare.coverage(products.bare)
    elif same:
        lexcov = query.exact.coverage(products.exact)
    else:
        anchor = query.anchors.coverage(products.anchors)
    cosine = None if query.vector is None or vector is None else float(query.vector @ vector)
    return Evidence(cosine, lexcov, anchor, same)
