"""A set of documents in memory that answers as the database does: BM25, anchors and centred cosines of a query.

Matching's evaluation and the tests of the SQL path use it; it holds a few thousand documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from catalog.accents import AccentModel
from catalog.embedding import Embedder, Role, Vectors, centred, embedding_text, mean_name, means_of, shrunk_mean
from catalog.evidence import DocumentSide, Evidence, QuerySide, compare
from catalog.lexical import Terms, document_frequencies, document_terms, document_vectors
from catalog.text import Document, Language, is_unaccented_vietnamese


class Collection:
    """Documents with their term vectors, document frequencies and centred dense vectors."""

    def __init__(self, documents: Sequence[Document], embedder: Embedder, role: Role = "passage") -> None:
        self.embedder = embedder
        self.terms = [document_terms(document) for document in documents]
        self.languages: list[Language] = [terms.language for terms in self.terms]
        self.average_lengths = average_lengths(self.terms)
        self.frequencies: Counter[int] = document_frequencies(self.terms)
        self.accents = AccentModel.shipped()
        self.accents.learn(
            document.full_text()
            for document, language in zip(documents, self.languages, strict=True)
            if not is_unaccented_vietnamese(document.full_text(), language) and language == "vi"
        )
        dense = self._centred_by_language(
            embedder.embed([embedding_text(document) for document in documents], role), self.languages, role
        )
        self.documents = [
            DocumentSide(terms.language, bool(terms.exact), *document_vectors(terms, self.average_lengths), vector)
            for terms, vector in zip(self.terms, dense, strict=True)
        ]

    def prepare(self, queries: Sequence[Document]) -> list[QuerySide]:
        """Queries with their vectors, centred on their own mean; accents restored before embedding."""
        terms = [document_terms(query) for query in queries]
        texts = []
        for query, counted in zip(queries, terms, strict=True):
            text = embedding_text(query)
            bare = is_unaccented_vietnamese(query.full_text(), counted.language)
            texts.append(self.accents.restore(text) if bare else text)
        languages: list[Language] = [counted.language for counted in terms]
        dense = self._centred_by_language(self.embedder.embed(texts, "query"), languages, "query")
        return [
            QuerySide(counted.asked(), vector, len(self.documents), self.frequencies, self.frequencies)
            for counted, vector in zip(terms, dense, strict=True)
        ]

    def compare(self, query: QuerySide) -> list[Evidence]:
        """The evidence of the query and every document, in the documents' order."""
        return [compare(query, document) for document in self.documents]

    def _centred_by_language(self, vectors: Vectors, languages: Sequence[Language], role: Role) -> Vectors:
        result = np.zeros_like(vectors)
        for language in set(languages):
            chosen = np.array([each == language for each in languages])
            mean = shrunk_mean(vectors[chosen], means_of(self.embedder.version())[mean_name(role, language)])
            result[chosen] = centred(vectors[chosen], mean)
        return result


def average_lengths(documents: Sequence[Terms]) -> tuple[float, float, float]:
    """The mean number of terms of each kind over the documents that have any."""
    means = []
    for kind in range(3):
        lengths = [length for terms in documents if (length := sum(terms.kinds()[kind].values()))]
        means.append(sum(lengths) / len(lengths) if lengths else 1.0)
    return means[0], means[1], means[2]
