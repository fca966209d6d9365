"""Listings made up in any number from the sentences of real ones, with their word vectors. Pure."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalog.codes import codes_in
from catalog.lexemes import GAP, IN_TITLE, lexemes, placed, quoted, vocabulary
from catalog.lexical import REFERENCE_LENGTHS, document_terms, term_hash, weights
from catalog.text import Document

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
LEAST_WORDS = 6
WORDS_A_LISTING = 130


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, cut once: its counted terms by kind and place, and its lexemes as a tsvector writes them."""

    text: str
    language: str
    size: int
    counts: tuple[Mapping[int, int], ...]
    lexemes: Mapping[str, list[int]]
    vocabulary: frozenset[str]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up listing: its text, and its vectors and words as PostgreSQL reads them."""

    title: str
    body: str
    language: str
    length: int
    counts: tuple[Mapping[int, int], Mapping[int, int], Mapping[int, int]]
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
                kinds = document_terms(Document(body=text, language=language)).kinds()
                counts = tuple({term_hash(term): count for term, count in kind.items()} for kind in kinds)
                places = lexemes([(text, language)])
                written = {quoted(lexeme): where for lexeme, where in places.items()}
                codes = tuple(code.term for code in codes_in(text))
                known = frozenset(vocabulary(places))
                found.append(Sentence(text.strip(), language, size, counts, written, known, codes))
    return found


def make(pools: dict[str, Sequence[Sentence]], chance: random.Random) -> Made:
    """One listing of about WORDS_A_LISTING words, four of five in Vietnamese."""
    language = "vi" if chance.random() < 0.8 else "en"
    chosen: list[Sentence] = []
    while sum(sentence.size for sentence in chosen) < WORDS_A_LISTING:
        chosen.append(chance.choice(pools[language]))
    exact, bare, named = (added(kind) for kind in zip(*(sentence.counts for sentence in chosen), strict=True))
    lex = weighed(exact, REFERENCE_LENGTHS[0]) | weighed(named, REFERENCE_LENGTHS[2])
    plain = weighed(bare, REFERENCE_LENGTHS[1])
    title = dict.fromkeys((place for counts in chosen[0].counts[:2] for place in counts), f"{IN_TITLE:.4f}")
    return Made(
        title=chosen[0].text[:120],
        body="\n\n".join(sentence.text for sentence in chosen),
        language=language,
        length=sum(exact.values()),
        counts=(exact, bare, named),
        places=(tuple(lex), tuple(plain), tuple(title)),
        vocabulary=frozenset().union(*(sentence.vocabulary for sentence in chosen)),
        lex=sparse_text(lex),
        lex_plain=sparse_text(plain),
        emphasis=sparse_text(title),
        words=placed(joined(chosen)),
        codes=" ".join(dict.fromkeys(code for sentence in chosen for code in sentence.codes)),
    )


def added(counted: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """The counts of all sentences together."""
    found: dict[int, int] = {}
    for counts in counted:
        for place, count in counts.items():
            found[place] = found.get(place, 0) + count
    return found


def weighed(counts: Mapping[int, int], average_length: float) -> dict[int, str]:
    """The counted terms' weights as written; few of them differ."""
    written: dict[float, str] = {}
    found: dict[int, str] = {}
    for place, weight in weights(counts, average_length):
        if weight not in written:
            written[weight] = f"{weight:.4f}"
        found[place] = written[weight]
    return found


def joined(chosen: Sequence[Sentence]) -> dict[str, list[int]]:
    """The lexemes of sentences in a row as written, with their places."""
    found: dict[str, list[int]] = {}
    start = 0
    for sentence in chosen:
        for lexeme, places in sentence.lexemes.items():
            if places:
                found.setdefault(lexeme, []).extend([start + place for place in places])
            else:
                found[lexeme] = places  # a pair
        start += sentence.size + GAP
    return found


def sparse_text(written: Mapping[int, str]) -> str:
    """A sparse vector as pgvector reads it, places from 1."""
    return "{" + ",".join([f"{place + 1}:{written[place]}" for place in sorted(written)]) + "}/1000000000"
