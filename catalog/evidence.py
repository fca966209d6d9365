"""What the texts of a query and of a document share: the same code in memory and over rows of the database. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from catalog.embedding import Vectors
from catalog.lexical import AskedTerms, Query, SparseVector, dot, query_vector
from catalog.text import Language

Kind = Literal["exact", "bare", "anchors"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The text evidence of one pair; ranges as in `matching.text_score.TextPair`."""

    cosine: float | None
    lexcov: float | None
    anchor: float | None
    same_language: bool


@dataclass(frozen=True)
class QuerySide:
    """A text as query: its terms, weighed by document frequencies among `size` documents, both by place; its vector.

    The vector is centred and of unit length, or None. A kind of terms is weighed when it is first asked for.
    """

    terms: AskedTerms
    vector: Vectors | None
    size: int
    lex: Mapping[int, int]
    plain: Mapping[int, int]

    @property
    def language(self) -> Language:
        """What the terms were cut by."""
        return self.terms.language

    @property
    def unaccented(self) -> bool:
        """Whether it is Vietnamese without its accents: such a text has no exact words."""
        return self.terms.language == "vi" and not self.terms.exact

    @cached_property
    def exact(self) -> Query:
        """The exact words, weighed."""
        return query_vector(self.terms.exact, self.size, self.lex)

    @cached_property
    def bare(self) -> Query:
        """The words without accents, weighed."""
        return query_vector(self.terms.bare, self.size, self.plain)

    @cached_property
    def anchors(self) -> Query:
        """The anchors, weighed."""
        return query_vector(self.terms.anchors, self.size, self.lex)


@dataclass(frozen=True, slots=True)
class DocumentSide:
    """A text as document: its two vectors of BM25 weights, whether it has exact words, its centred unit vector."""

    language: Language
    has_exact: bool
    lex: SparseVector
    lex_plain: SparseVector
    vector: Vectors | None


@dataclass(frozen=True, slots=True)
class Products:
    """The inner products of a query's exact, bare and anchor terms with a document's vectors: its BM25 of each kind."""

    exact: float
    bare: float
    anchors: float


def compare(query: QuerySide, document: DocumentSide) -> Evidence:
    """The evidence of a pair held in memory."""
    kind = kind_of(query, document.language, has_exact=document.has_exact)
    asked: Query = getattr(query, kind)
    product = dot(asked.vector, document.lex_plain if kind == "bare" else document.lex)
    return evidence(query, kind, product, document.vector)


def kind_of(query: QuerySide, language: Language, *, has_exact: bool) -> Kind:
    """Which terms a pair is compared by: anchors across languages, bare words where either text lacks its accents."""
    if query.language != language:
        return "anchors"
    return "bare" if query.unaccented or not has_exact else "exact"


def evidence(query: QuerySide, kind: Kind, product: float, vector: Vectors | None) -> Evidence:
    """The evidence of a pair from the inner product of its kind of terms and the document's centred vector."""
    asked: Query = getattr(query, kind)
    share = asked.coverage(product)
    cosine = None if query.vector is None or vector is None else float(query.vector @ vector)
    if kind == "anchors":
        return Evidence(cosine, None, share, same_language=False)
    return Evidence(cosine, share, None, same_language=True)
