"""The queries of watched searches: each is understood once a sweep, for all watches and new listings."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property

from catalog.facets import Vocabulary, vocabulary
from catalog.lexical import term_hash
from catalog.ranking import SearchQuery
from catalog.search import Search, read_query, read_search
from catalog.term_counts import all_frequencies
from catalog.wanted_words import may_have_all
from catalog.weighing import Frequencies, rare_words, terms_of, unknown_words
from taxonomy.glossary import Glossary, current


class WatchedQueries:
    """What a sweep knows of the queries it met; empty queries ask for nothing and are not among them.

    Most queries have nothing to do with what is new. Their words tell so in memory; the others are searched for.
    """

    def __init__(self) -> None:
        self._read: dict[str, SearchQuery] = {}
        self._may_be_corrected: set[str] = set()
        self._searches: dict[str, Search] = {}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The values of all filters."""
        return vocabulary()

    @cached_property
    def _glossary(self) -> Glossary:
        return current()

    def read(self, texts: Iterable[str]) -> None:
        """Read queries; one query of the database tells which words of the new ones nobody has written."""
        fresh = {text: read_query(text, self._glossary) for text in set(texts) - self._read.keys() if text}
        if not fresh:
            return
        known = all_frequencies({term_hash(term) for query in fresh.values() for term in terms_of(query)})
        self._read |= fresh
        self._may_be_corrected |= {text for text, query in fresh.items() if may_be_corrected(query, known)}

    def may_find(self, text: str, *, lexemes: Collection[str], codes: str) -> bool:
        """Whether a listing may be found; the search decides."""
        return not text or text in self._may_be_corrected or may_have_all(lexemes, codes, self._read[text])

    def search(self, text: str) -> Search:
        """The query as the results page understands it, without what else it finds."""
        if text not in self._searches:
            self._searches[text] = read_search(text, brief=True)
        return self._searches[text]


def may_be_corrected(query: SearchQuery, known: Frequencies) -> bool:
    """Whether another spelling may be searched for at once: where no word as typed leads anywhere."""
    return bool(unknown_words(query, known)) and (query.has_operators or not rare_words(query, known))
