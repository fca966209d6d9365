"""Listings made up in any number from the sentences of real ones, with their word vectors. Pure."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.codes import codes_in
from catalog.lexemes import GAP, IN_TITLE, lexemes, tsvector, vocabulary
from catalog.lexical import REFERENCE_LENGTHS, Terms, document_terms, term_hash, weights
from catalog.text import Document

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
LEAST_WORDS = 6
WORDS_A_LISTING = 130


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its counted terms."""

    text: str
    language: str
    size: int
    terms: Terms
    places: dict[str, list[int]]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up listing: its text, and its vectors and words as PostgreSQL reads them."""

    title: str
    body: str
    language: str
    length: int
    places: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
    vocabulary: frozenset[str]
    lex: str
    lex_plain: str
    emphasis: str
    words: str
    codes: str


def sentences(documents: Iterable[Document]) -> list[Sentence]:
    """Every sentence of some length, cut once."""
    found = []
    for document in documents:
        language = document.resolved_language()
        for text in _SENTENCE.split(f"{document.summary}\n{document.body}"):
            size = len(text.split())
            if size >= LEAST_WORDS:
                terms = document_terms(Document(body=text, language=language))
                codes = tuple(code.term for code in codes_in(text))
                found.append(Sentence(text.strip(), language, size, terms, lexemes([(text, language)]), codes))
    return found


def make(pools: dict[str, Sequence[Sentence]], chance: random.Random) -> Made:
    """One listing of about WORDS_A_LISTING words, four of five in Vietnamese."""
    language = "vi" if chance.random() < 0.8 else "en"
    chosen: list[Sentence] = []
    while sum(sentence.size for sentence in chosen) < WORDS_A_LISTING:
        chosen.append(chance.choice(pools[language]))
    exact: Counter[str] = Counter()
    bare: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for sentence in chosen:
        exact.update(sentence.terms.exact)
        bare.update(sentence.terms.bare)
        named.update(sentence.terms.anchors)
    return _made(chosen, language, exact, bare, named)


def _made(chosen: list[Sentence], language: str, exact: Counter[str], bare: Counter[str], named: Counter[str]) -> Made:
    lex = {term_hash(term): weight for term, weight in weights(exact, REFERENCE_LENGTHS[0])}
    lex |= {term_hash(term): weight for term, weight in weights(named, REFERENCE_LENGTHS[2])}
    plain = {term_hash(term): weight for term, weight in weights(bare, REFERENCE_LENGTHS[1])}
    title = {term_hash(term): IN_TITLE for counts in (chosen[0].terms.exact, chosen[0].terms.bare) for term in counts}
    placed = joined(chosen)
    return Made(
        title=chosen[0].text[:120],
        body="\n\n".join(sentence.text for sentence in chosen),
        language=language,
        length=sum(exact.values()),
        places=(tuple(lex), tuple(plain), tuple(title)),
        vocabulary=frozenset(vocabulary(placed)),
        lex=sparse_text(lex),
        lex_plain=sparse_text(plain),
        emphasis=sparse_text(title),
        words=tsvector(placed),
        codes=" ".join(dict.fromkeys(code for sentence in chosen for code in sentence.codes)),
    )


def joined(chosen: Sequence[Sentence]) -> dict[str, list[int]]:
    """The lexemes of sentences in a row, with their places."""
    found: dict[str, list[int]] = {}
    start = 0
    for sentence in chosen:
        for lexeme, places in sentence.places.items():
            found.setdefault(lexeme, []).extend(start + place for place in places)
        start += sentence.size + GAP
    return found


def sparse_text(vector: dict[int, float]) -> str:
    """A sparse vector as pgvector reads it, places from 1, weights to four decimals."""
    entries = ",".join([f"{place + 1}:{weight:.4f}" for place, weight in sorted(vector.items())])
    return f"{{{entries}}}/1000000000"
