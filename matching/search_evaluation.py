"""The site search on files of listings, in memory: the same query reading, candidates and BM25 as in the database."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.collection import average_lengths
from catalog.lexical import Terms, document_frequencies, document_terms, document_vectors, dot, query_vector
from catalog.listing_files import document_of
from catalog.ranking import ENOUGH, SearchQuery, search_query
from catalog.text import Document, strip_accents
from matching.evaluation import Line, Ranking, best_first


def rank_by_search(needs: Sequence[Line], offers: Sequence[Line], *, stripped: bool = False) -> dict[str, Ranking]:
    """Every need's offers as the site search answers its text (of a listing: title and summary)."""
    terms = [document_terms(document_of(line)) for line in offers]
    averages = average_lengths(terms)
    vectors = [document_vectors(each, averages) for each in terms]
    frequencies = document_frequencies(terms)
    run: dict[str, Ranking] = {}
    for line in needs:
        text = query_text(document_of(line))
        query = search_query(strip_accents(text) if stripped else text)
        exact = query_vector(query.exact, len(offers), frequencies)
        bare = query_vector(query.bare, len(offers), frequencies)
        found = candidates(query, terms)
        values = [dot(exact.vector, vectors[n][0]) + dot(bare.vector, vectors[n][1]) for n in found]
        run[str(line["id"])] = best_first([offers[n] for n in found], values)
    return run


def query_text(document: Document) -> str:
    """What is typed: the text of a bare line, or a listing's title and summary."""
    return f"{document.title} {document.summary}".strip() or document.body


def candidates(query: SearchQuery, documents: Sequence[Terms]) -> list[int]:
    """The documents with all words of one reading; where these are few, those with any word."""
    present = [set(terms.exact) | set(terms.bare) for terms in documents]
    every = [n for n, had in enumerate(present) if any(words and had.issuperset(words) for words in query.words)]
    if len(every) >= ENOUGH:
        return every
    some = {word for words in query.words for word in words}
    return [n for n, had in enumerate(present) if had & some]
