"""Reference numbers, standards and type codes: found whole or in part, however they are punctuated. Pure.

"QCVN 40:2011", "qcvn 40-2011" and "QCVN40" are one code, "H₂S" is "H2S", and 4"-PL-1001 is found by PL-1001.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

SHORTEST = 3
LONGEST = 60

#: Issuers of standards: a number after one of them is a code even in small letters.
STANDARDS = "qcvn|tcvn|tcxdvn|qđ|iso|iec|ieee|astm|asme|api|en|din|jis|gost|haccp|fda|ul|ansi|bs|gb|aws"
_STANDARD_NUMBER = re.compile(
    rf"(?<![^\W_])(?:(?:{STANDARDS})[\s/-]+){{1,3}}\d[^\W_]*(?:[-–./:][^\W_]+)*"
    rf"|(?<![^\W_])(?-i:[A-ZĐ]{{2,6}})[\s/-]+\d[^\W_]*(?:[-–./:][^\W_]+)*",
    re.IGNORECASE,
)
_RUN = re.compile(r"[^\W_]+(?:[\"″”'’]?[-–./:][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Code:
    """A code without its punctuation, and where it stands in the text."""

    term: str
    start: int
    end: int


def codes_in(text: str) -> Iterator[Code]:
    """Every code of a text: a standard with its number, and each run of letters and digits together."""
    for pattern in (_STANDARD_NUMBER, _RUN):
        for match in pattern.finditer(text):
            term = plain_code(match[0])
            if SHORTEST <= len(term) <= LONGEST and _is_code(match[0], term, pattern):
                yield Code(term, match.start(), match.end())


def plain_code(text: str) -> str:
    """Letters and digits only, small, without accents or typographic forms."""
    composed = unicodedata.normalize("NFKD", text.lower().replace("đ", "d"))
    return "".join(character for character in composed if character.isascii() and character.isalnum())


def _is_code(written: str, term: str, pattern: re.Pattern[str]) -> bool:
    if not any(map(str.isdigit, term)):
        return False
    if pattern is _STANDARD_NUMBER or any(map(str.isalpha, term)):
        return True
    return ":" in written or "-" in written
