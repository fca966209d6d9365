"""The reasons found in the texts of a pair: shared terms in one language, aligned phrases across languages."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from catalog.content import document_of
from catalog.embedding import DIMENSIONS, Vectors, centred, mean_name
from catalog.embedding_cache import shipped_means, vectors_of
from catalog.lexical import idf, term_hash
from catalog.models import Listing
from catalog.phrases import phrases
from catalog.term_counts import LEX, frequencies, public_listings
from catalog.text import Document, Language, tokens
from matching.explain import align_phrases, phrase_reasons, shared_terms, terms_reason
from matching.features import Reason


def evidence_of(need: Listing, offer: Listing) -> tuple[Reason, ...]:
    """The reasons in the two public texts, in the need's words first."""
    asked, offered = document_of(need), document_of(offer)
    language = asked.resolved_language()
    if language == offered.resolved_language():
        here, there = asked.full_text(), offered.full_text()
        about = (asked.about(), offered.about())
        return terms_reason(shared_terms(here, there, language, rarity(here, language), about=about))
    found = align_phrases(*_phrase_vectors(asked), *_phrase_vectors(offered))
    return phrase_reasons(found)


def rarity(text: str, language: Language) -> Callable[[str], float]:
    """The IDF of the text's terms over the public listings; a word that all of very few listings have still counts."""
    terms = {token.term for token in tokens(text, language)}
    size = max(public_listings(), 20)
    counted = frequencies(LEX, {term_hash(term) for term in terms})
    return lambda term: idf(size, counted.get(term_hash(term), 1))


def _phrase_vectors(document: Document) -> tuple[list[str], Vectors]:
    """The document's phrases that have a vector, and their centred vectors."""
    known = vectors_of(phrases(document), "query")
    found = [phrase for phrase in phrases(document) if phrase in known]
    rows = np.asarray([known[phrase] for phrase in found], dtype=np.float32).reshape(len(found), DIMENSIONS)
    return found, centred(rows, shipped_means()[mean_name("phrase", document.resolved_language())])
