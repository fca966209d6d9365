"""Anchors: what two texts share across languages: numbers with their units, acronyms and codes, proper names."""

from __future__ import annotations

import re

from catalog.text import ENGLISH_STOP_WORDS, Language, Token, fold_number, is_syllable, strip_accents, words

_UNITS = (
    "mm|cm|dm|km|m2|m²|m3|m³|ha|nm|µm|μm|mg|kg|g|µg|μg|ml|l|kw|kwh|kwp|mw|mwh|wh|w|kv|v|kva|mva|ah|a|hz|khz|mhz|ghz|"
    "bar|mpa|kpa|pa|ppm|ppb|ppt|cod|bod|rpm|db|dwt|teu|%|‰|°c|℃|ph|ms|s"
)
_UNIT = re.compile(rf"\s?({_UNITS})(?![^\W\d_])", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.!?:;•\n\"“(–-])\s*$")
_SAME_UNIT = {"m²": "m2", "m³": "m3", "μm": "µm", "μg": "µg", "℃": "°c"}


def anchors(text: str, language: Language) -> list[Token]:
    """The anchors of a normalised text with spans; terms are language-free ("5000_m3", "iatf", "panthers").

    Numbers of one digit count only with a unit. A capital at the start of a sentence makes no name, unless the word is
    no Vietnamese syllable within a Vietnamese text.
    """
    found: list[Token] = []
    for word in words(text):
        first = word.term[0]
        if first.isdigit() and word.term[-1].isdigit():
            found.extend(_number(text, word))
        elif any(map(str.isdigit, word.term)) or _is_acronym(word.term) or _is_name(text, word, language):
            found.append(Token(strip_accents(word.term.lower()), word.start, word.end))
    return found


def _number(text: str, word: Token) -> list[Token]:
    value = fold_number(word.term)
    found = [Token(value, word.start, word.end)] if len(value) > 1 else []
    if unit := _UNIT.match(text, word.end):
        name = unit[1].lower()
        found.append(Token(f"{value}_{_SAME_UNIT.get(name, name)}", word.start, unit.end()))
    return found


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and sum(map(str.isupper, word)) > 1


def _is_name(text: str, word: Token, language: Language) -> bool:
    if len(word.term) < 2 or not word.term[0].isupper():
        return False
    foreign = language == "vi" and not is_syllable(word.term)
    if not foreign and _SENTENCE_START.search(text, max(0, word.start - 4), word.start):
        return False
    return strip_accents(word.term.lower()) not in ENGLISH_STOP_WORDS
