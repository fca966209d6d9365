"""The words of a listing as its tsvector holds them, with their places, so that phrases can be found. Pure.

A lexeme says by its first character how it was cut: a Vietnamese syllable as it is, "~" the same without accents, "^"
one that was typed without them, "$" an English stem, "=" an English word as written (for the portal's vocabulary). Two
that stand next to each other are a lexeme of their own, without a place: "nước_thải", "~nuoc_thai", "$wast_water". A
phrase of two words is found by it in the index alone, while places have to be read from every listing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from catalog.lexical import BARE, SparseVector, term_hash
from catalog.text import (
    Document,
    Language,
    canonical_tone,
    is_unaccented_vietnamese,
    normalise,
    strip_accents,
    tokens,
    with_bigrams,
    words,
)

TYPED = "^"
STEM = "$"
SURFACE = "="
GAP = 8  # places between two parts, so that no phrase reaches over
LAST_PLACE = 16_383  # of a tsvector
_LEXEME = re.compile(r"'((?:[^']|'')*)'")

#: How much more a word counts that stands in the title, the keywords, the names of field, industry and owner.
#: A word that says it all once in a text of usual length weighs about 1.
IN_TITLE, IN_KEYWORDS, IN_NAMES = 1.0, 0.5, 0.3

#: A text with the language it is cut by.
Passage = tuple[str, Language]


def passages(document: Document) -> list[Passage]:
    """The parts of a document, title first, the version in the other language last."""
    language = document.resolved_language()
    other: Language = "en" if language == "vi" else "vi"
    own = [document.title, document.summary, document.body, *document.keywords]
    found: list[Passage] = [(text, language) for text in own if text]
    return [*found, (document.other, other)] if document.other else found


def lexemes(texts: Iterable[Passage]) -> dict[str, list[int]]:
    """lexeme → places, over all passages."""
    found: dict[str, list[int]] = {}
    start = 1
    for text, language in texts:
        cleaned = canonical_tone(normalise(text))
        typed = is_unaccented_vietnamese(cleaned, language)
        cut = list(_cut(cleaned, language, typed=typed))
        for place, found_there in cut:
            for lexeme in found_there:
                found.setdefault(lexeme, []).append(min(start + place, LAST_PLACE))
        for (place, left), (following, right) in pairwise(cut):
            if following == place + 1:
                for pair in pairs(left, right):
                    found.setdefault(pair, [])
        start += (cut[-1][0] if cut else start) + GAP
    return found


def _cut(text: str, language: Language, *, typed: bool) -> Iterator[tuple[int, list[str]]]:
    """The places of a text with the lexemes that stand there."""
    places = {word.start: place for place, word in enumerate(words(text))}
    for token in tokens(text, language):
        place = places[token.start]
        if language == "vi":
            bare = strip_accents(token.term)
            yield place, [TYPED + bare if typed else token.term, BARE + bare]
        else:
            yield place, [STEM + token.term, SURFACE + strip_accents(text[token.start : token.end].lower())]


def pairs(left: Iterable[str], right: Iterable[str]) -> list[str]:
    """Two lexemes that were cut in the same way, as one: all that can be, of the readings of two words in a row."""
    following = {kind(lexeme): lexeme for lexeme in right}
    return [f"{lexeme}_{following[kind(lexeme)].removeprefix(kind(lexeme))}"
            for lexeme in left if kind(lexeme) in following and kind(lexeme) != SURFACE]  # fmt: skip


def kind(lexeme: str) -> str:
    """How a lexeme was cut: its first character, "" for a syllable as it is."""
    return lexeme[0] if lexeme[0] in BARE + TYPED + STEM + SURFACE else ""


def tsvector(found: dict[str, list[int]]) -> str:
    """The lexemes as PostgreSQL reads a tsvector."""
    return placed({quoted(lexeme): places for lexeme, places in found.items()})


def placed(found: dict[str, list[int]]) -> str:
    """Lexemes that are quoted already as PostgreSQL reads a tsvector; a pair has no place."""
    return " ".join(
        [f"{lexeme}:{','.join(map(str, places[:255]))}" if places else lexeme for lexeme, places in found.items()]
    )


def quoted(lexeme: str) -> str:
    """A lexeme for a tsvector or tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def read_lexemes(stored: str) -> list[str]:
    """The lexemes of a tsvector as PostgreSQL writes it."""
    return [found.replace("''", "'").replace("\\\\", "\\") for found in _LEXEME.findall(stored)]


def vocabulary(found: Iterable[str]) -> set[str]:
    """The words among lexemes, as a reader would write them."""
    written = (lexeme.removeprefix(SURFACE) for lexeme in found if lexeme[0] not in BARE + TYPED + STEM)
    return {word for word in written if len(word) > 1 and word.isalpha()}


def emphasis(weighted: Iterable[tuple[Passage, float]]) -> SparseVector:
    """What a listing's words weigh beyond BM25, at each term's place: the heaviest passage counts."""
    vector: SparseVector = {}
    for (text, language), weight in weighted:
        for term in passage_terms(canonical_tone(normalise(text)), language):
            place = term_hash(term)
            vector[place] = max(vector.get(place, 0.0), weight)
    return vector


def passage_terms(text: str, language: Language) -> Iterator[str]:
    """The hashed terms of a passage, as `lexical.document_terms` cuts them."""
    found = tokens(text, language)
    if language == "en":
        yield from (token.term for token in found)
        return
    typed = is_unaccented_vietnamese(text, language)
    for token in with_bigrams(found):
        if not typed:
            yield token.term
        yield BARE + strip_accents(token.term)
