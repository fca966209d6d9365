"""Words as the glossary compares them: small letters without diacritics, English plurals as singulars. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_FINAL_I = re.compile("^([hklmst])y$")
_PLURAL = re.compile(r"(?<=[a-z]{3})(?<![siu])s$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: `bare` to look it up by, `marks` to tell bùn from bún, and where it stands."""

    bare: str
    marks: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Every word and number of a text in NFC, hyphens and other signs left out."""
    return [Word(bare(match[0]), marks(match[0]), *match.span()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=1 << 16)
def letters(word: str) -> str:
    """The word in small letters without diacritics, đ as d."""
    return "".join(unicodedata.normalize("NFD", char)[0] for char in word.lower().replace("đ", "d"))


def bare(word: str) -> str:
    """The form a word is looked up by: kỹ and kĩ, sensor and sensors are the same."""
    plain = letters(word)
    return _PLURAL.sub("", _FINAL_I.sub(r"\1i", plain))


def marks(word: str) -> str:
    """The diacritics of a word in a fixed order: hoà and hòa have the same, bùn and bún have not."""
    lowered = unicodedata.normalize("NFD", word.lower().replace("đ", "d\u0335"))
    return "".join(sorted(char for char in lowered if unicodedata.combining(char)))


def folded(text: str) -> str:
    """The whole text as compared: bare words, one space between them."""
    return " ".join(word.bare for word in words(unicodedata.normalize("NFC", text)))
