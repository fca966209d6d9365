"""Text as the portal reads it: one normal form, Vietnamese and English tokens, accents, language.

Every text is normalised once, on saving; all spans are offsets into the normalised text.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import Stemmer

Language = Literal["vi", "en"]

# Control characters other than tab and line feed, bidirectional controls, zero-width characters, lone surrogates.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_LINE_END = re.compile("\r\n?|\u0085|\u2028|\u2029")
_MARK = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_MARK_FLOOD = re.compile(f"({_MARK}{{2}}){_MARK}+")

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+\d*|\d+[^\W\d_]+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VIETNAMESE_LETTER = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnpqrstvx])?"
    r"(?:uye|uya|uyu|ieu|yeu|oai|oay|oao|oeo|uai|uay|uoi|uou|[aeiouy]|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ye)"
    r"(?:ch|ng|nh|[cmnpt])?"
)
_OPEN_PAIR = re.compile("([oO])([aàáảãạAÀÁẢÃẠeèéẻẽẹEÈÉẺẼẸ])$|(?<![qQ])([uU])([yỳýỷỹỵYỲÝỶỸỴ])$")
_CLOSED_PAIR = re.compile(
    "([òóỏõọÒÓỎÕỌ])([aAeE])(?=(?:ng|nh|ch|[cmnptiyo])$)|(?<![qQ])([ùúủũụÙÚỦŨỤ])([yY])(?=(?:nh|ch|[nptu])$)",
    re.IGNORECASE,
)
_FINAL_I = re.compile("^([hklmst])([yỳýỷỹỵ])$")
_I_FOR_Y = str.maketrans("yỳýỷỹỵ", "iìíỉĩị")


def read_stop_words(language: Language) -> frozenset[str]:
    """The words of a language that are in every text and say nothing of its subject."""
    path = Path(__file__).parent / "data" / f"stop_words_{language}.txt"
    return frozenset(path.read_text(encoding="utf-8").split())


ENGLISH_STOP_WORDS = read_stop_words("en")
VIETNAMESE_SHARE = 0.02
SYLLABLE_SHARE = 0.6
LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Token:
    """One word: `term` as indexed, and where it stands in the normalised text."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The public text of a listing by its parts; `language` "" means: find out.

    `other` is a version in the other language: it is found by search, but not compared with other listings.
    """

    title: str = ""
    summary: str = ""
    body: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    other: str = ""

    def full_text(self) -> str:
        """All parts in reading order, a blank line between them."""
        return "\n\n".join(part for part in (self.title, self.summary, self.body, ", ".join(self.keywords)) if part)

    def about(self) -> str:
        """The parts that say what it is about."""
        return "\n".join((self.title, self.summary, *self.keywords))

    def resolved_language(self) -> Language:
        """The declared language, else the one the letters show."""
        return "vi" if self.language == "vi" else "en" if self.language == "en" else detect_language(self.full_text())


def normalise(text: str) -> str:
    """NFC with one kind of line end and without NUL, controls, bidirectional overrides and lone surrogates."""
    composed = unicodedata.normalize("NFC", _LINE_END.sub("\n", text))
    return unicodedata.normalize("NFC", _MARK_FLOOD.sub(r"\1", _UNWANTED.sub("", composed)))


def strip_accents(text: str) -> str:
    """The text without any diacritics, đ as d, of the same length for text in NFC."""
    if text.isascii():
        return text
    return "".join(_bare(character) for character in text)


@lru_cache(maxsize=4096)
def _bare(character: str) -> str:
    if character in "đĐ":
        return "d" if character == "đ" else "D"
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isascii() else character


def has_accents(text: str) -> bool:
    """Whether any letter is one that only Vietnamese spelling with accents has."""
    return _VIETNAMESE_LETTER.search(text) is not None


def accent_share(text: str) -> float:
    """Share (0–1) of the letters that carry a Vietnamese mark; about 0.25 in running Vietnamese, 0 in English."""
    letters = sum(map(str.isalpha, text))
    return len(_VIETNAMESE_LETTER.findall(text)) / letters if letters else 0.0


def detect_language(text: str) -> Language:
    """ "vi" or "en": by the share of Vietnamese letters, else by whether the words are Vietnamese syllables."""
    if accent_share(text) > VIETNAMESE_SHARE:
        return "vi"
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", text)]
    if not words:
        return "en"
    syllables = sum(1 for word in words if _SYLLABLE.fullmatch(word) and word not in ENGLISH_STOP_WORDS)
    return "vi" if syllables / len(words) >= SYLLABLE_SHARE else "en"


def is_unaccented_vietnamese(text: str, language: str) -> bool:
    """Whether a Vietnamese text was typed without its accents (a stray marked letter does not count)."""
    return language == "vi" and accent_share(text) <= VIETNAMESE_SHARE


def is_syllable(word: str) -> bool:
    """Whether the word could be a Vietnamese syllable, accents aside."""
    return _SYLLABLE.fullmatch(strip_accents(word.lower())) is not None


def canonical_tone(text: str) -> str:
    """The text with each syllable's tone mark where the laws write it: hoà → hòa, thuỷ → thủy, hòan → hoàn."""
    return re.sub(r"[^\W\d_]+", lambda match: _canonical_word(match[0]), text)


@lru_cache(maxsize=65536)
def _canonical_word(word: str) -> str:
    if word.isascii():
        return word
    moved = _OPEN_PAIR.sub(lambda m: _move_tone(m[1] or m[3], m[2] or m[4], to_first=True), word)
    return _CLOSED_PAIR.sub(lambda m: _move_tone(m[1] or m[3], m[2] or m[4], to_first=False), moved)


def _move_tone(first: str, second: str, *, to_first: bool) -> str:
    source, target = (second, first) if to_first else (first, second)
    marks = unicodedata.normalize("NFD", source)
    tone = next((mark for mark in marks if mark in _TONES), "")
    bare = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    toned = unicodedata.normalize("NFC", target + tone)
    return toned + bare if to_first else bare + toned


@lru_cache(maxsize=65536)
def fold_syllable(word: str) -> str:
    """Lower case, canonical tone placement, i for a final y after h k l m s t (kỹ = kĩ): the term of a syllable."""
    lowered = _canonical_word(word.lower())
    return _FINAL_I.sub(lambda match: match[1] + match[2].translate(_I_FOR_Y), lowered)


def fold_number(digits: str) -> str:
    """A number in one spelling: groups of three are thousands, any other separator is the decimal sign."""
    if re.fullmatch(r"[1-9]\d{0,2}(?:[.,]\d{3})+", digits):
        return re.sub(r"[.,]", "", digits)
    whole, _, fraction = digits.replace(",", ".").partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def words(text: str) -> Iterator[Token]:
    """Every word and number of a normalised text as written, with its span."""
    for match in _WORD.finditer(text):
        yield Token(match[0], match.start(), match.end())


def tokens(text: str, language: Language) -> list[Token]:
    """Index terms with spans: folded syllables in Vietnamese; stems without stop words in English."""
    found = []
    for word in words(text):
        term = _term(word.term, language)
        if term:
            found.append(Token(term, word.start, word.end))
    return found


def _term(word: str, language: Language) -> str:
    if len(word) > LONGEST_WORD:
        return ""
    if word[0].isdigit():
        return fold_number(word) if word[-1].isdigit() else word.lower()
    if language == "vi":
        return fold_syllable(word)
    lowered = strip_accents(word.lower())
    return "" if lowered in ENGLISH_STOP_WORDS else stem(lowered)


_stemmers = threading.local()


def stem(word: str) -> str:
    """The English stem (Snowball) of a lower-case word."""
    stemmer = getattr(_stemmers, "english", None)
    if stemmer is None:
        stemmer = _stemmers.english = Stemmer.Stemmer("english")
    return str(stemmer.stemWord(word))


def with_bigrams(found: list[Token]) -> Iterator[Token]:
    """The tokens and each pair of neighbours, joined by an underscore, with the span of both."""
    yield from found
    for left, right in pairwise(found):
        yield Token(f"{left.term}_{right.term}", left.start, right.end)
