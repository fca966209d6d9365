"""The site search on files of listings, in memory: its own reading, weighing and limits, over lexemes and vectors.

What the database does for `catalog.search` (a tsquery, inner products, nearest vectors) is done here on dictionaries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.collection import average_lengths
from catalog.embedding import Embedder, Vectors, centred, embedding_text, mean_name, means_of
from catalog.lexemes import IN_KEYWORDS, IN_TITLE, Passage, emphasis, lexemes, passages
from catalog.lexical import SparseVector, document_terms, document_vectors, dot
from catalog.listing_files import document_of
from catalog.meaning import MOST, THRESHOLD, text_to_compare
from catalog.ranking import ENOUGH, SearchQuery, search_query
from catalog.text import Document, detect_language, strip_accents
from catalog.wanted_words import has_all, has_any
from catalog.weighing import NEAR_THE_BEST, Frequencies, Sides, rare_words, weigh
from matching.evaluation import Line, Ranking, best_first


@dataclass(frozen=True, slots=True)
class Indexed:
    """A document as the index holds it; `vector` is centred."""

    places: dict[str, list[int]]
    lex: SparseVector
    plain: SparseVector
    emphasis: SparseVector
    is_typed: bool
    vector: Vectors | None


class Files:
    """All offers of a folder, indexed."""

    def __init__(self, documents: Sequence[Document], embedder: Embedder | None) -> None:
        terms = [document_terms(document) for document in documents]
        averages = average_lengths(terms)
        self.embedder = embedder
        self.rows = [
            Indexed(lexemes(passages(document)), *document_vectors(each, averages), emphasis_of(document),
                    not each.exact, self._vector(document))
            for document, each in zip(documents, terms, strict=True)
        ]  # fmt: skip
        counts = [Counter(place for row in self.rows for place in getattr(row, name))
                  for name in ("lex", "plain", "emphasis")]  # fmt: skip
        self.known = Frequencies(len(documents), *counts)

    def _vector(self, document: Document) -> Vectors | None:
        if self.embedder is None:
            return None
        mean = means_of(self.embedder.version())[mean_name("passage", document.resolved_language())]
        return centred(self.embedder.embed([embedding_text(document)], "passage")[0], mean)

    def ranked(self, text: str) -> list[tuple[int, float]]:
        """Numbers of the documents found, best first, with falling values."""
        query = search_query(text)
        sides = weigh(query, self.known)
        found = self.by_words(query, sides) or self.by_some_words(query, sides)
        near = self.near(query, found) if query.is_sentence() or len(found) < ENOUGH else []
        return [(number, -float(place)) for place, number in enumerate([*found, *near])]

    def by_words(self, query: SearchQuery, sides: Sides) -> list[int]:
        """Those with all words, as `catalog.search.by_words`."""
        wanted = ENOUGH if query.is_sentence() else 1
        for loose in (False, True) if query.accented else (False,):
            found = [number for number, row in enumerate(self.rows)
                     if any(has_all(row.places, groups, loose=loose) for groups in query.alternatives)]  # fmt: skip
            if len(found) >= wanted:
                return self.best(found, sides, folded=loose or not query.accented)
        return []

    def by_some_words(self, query: SearchQuery, sides: Sides) -> list[int]:
        """The best with some of the rarer words, as `catalog.search.by_some_words`."""
        words = rare_words(query, self.known)
        return self.best([n for n, row in enumerate(self.rows) if has_any(row.places, words)], sides,
                         folded=not query.accented, share=NEAR_THE_BEST)  # fmt: skip

    def best(self, numbers: Sequence[int], sides: Sides, *, folded: bool, share: float = 0.0) -> list[int]:
        """Documents by BM25 with its emphasis, as `catalog.conditions.bm25`; those below a share of the best go."""
        values = {number: bm25(self.rows[number], sides, folded=folded) for number in numbers}
        least = share * max(values.values(), default=0.0)
        return sorted((number for number in numbers if values[number] >= least), key=lambda n: -values[n])

    def near(self, query: SearchQuery, found: Sequence[int]) -> list[int]:
        """Other documents near in meaning, as `catalog.neighbours.nearest`."""
        if self.embedder is None:
            return []
        language = detect_language(query.text)
        raw = self.embedder.embed([text_to_compare(query.text)], "query")[0]
        vector = centred(raw, means_of(self.embedder.version())[mean_name("search", language)])
        cosines = {n: float(vector @ row.vector) for n, row in enumerate(self.rows)
                   if row.vector is not None and n not in set(found)}  # fmt: skip
        return sorted((n for n, cosine in cosines.items() if cosine >= THRESHOLD), key=lambda n: -cosines[n])[:MOST]


def bm25(row: Indexed, sides: Sides, *, folded: bool) -> float:
    """BM25 with its emphasis, as the database adds it up."""
    plain = dot(sides.plain, row.plain) if folded or row.is_typed or not sides.lex else 0.0
    return dot(sides.lex, row.lex) + plain + dot(sides.names, row.emphasis)


def emphasis_of(document: Document) -> SparseVector:
    """What title and keywords weigh beyond BM25; a file's line has no names."""
    language = document.resolved_language()
    weighted: list[tuple[Passage, float]] = [((document.title, language), IN_TITLE)]
    weighted += [((keyword, language), IN_KEYWORDS) for keyword in document.keywords]
    return emphasis(weighted)


def rank_by_search(
    needs: Sequence[Line], offers: Sequence[Line], embedder: Embedder | None = None, *, stripped: bool = False
) -> dict[str, Ranking]:
    """Every need's offers as the site search answers its text (of a listing: title and summary)."""
    files = Files([document_of(line) for line in offers], embedder)
    run: dict[str, Ranking] = {}
    for line in needs:
        text = query_text(document_of(line))
        found = files.ranked(strip_accents(text) if stripped else text)
        run[str(line["id"])] = best_first([offers[n] for n, _ in found], [value for _, value in found])
    return run


def query_text(document: Document) -> str:
    """What is typed: the text of a bare line, or a listing's title and summary."""
    return f"{document.title} {document.summary}".strip() or document.body
