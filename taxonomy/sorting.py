"""Keys that sort Vietnamese text by code point in dictionary order: syllable by syllable, letters first, then tones.

Letters: a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y (f j w z at their places). Tones: level, huyền,
hỏi, ngã, sắc, nặng. PostgreSQL's builtin C.UTF-8 collation compares the keys as wanted.
"""

from __future__ import annotations

import re
import unicodedata

LETTERS = tuple("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
RANKS = {letter: chr(ord("A") + place) for place, letter in enumerate(LETTERS)}
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
LEVEL = "0"
NUMBER_WIDTH = 9

LEGAL_FORM = re.compile(
    r"""^(?:
        (?:tổng\s+)?công\s+ty
        (?:\s+(?:trách\s+nhiệm\s+hữu\s+hạn|tnhh|cổ\s+phần|cp|hợp\s+danh))?
        (?:\s+(?:một\s+thành\s+viên|hai\s+thành\s+viên(?:\s+trở\s+lên)?|mtv|nhà\s+nước))?
      | doanh\s+nghiệp\s+tư\s+nhân | dntn
      | liên\s+hiệp\s+hợp\s+tác\s+xã | hợp\s+tác\s+xã | htx
      | hộ\s+kinh\s+doanh
    )\s+""",
    re.VERBOSE | re.IGNORECASE,
)


def split_tone(char: str) -> tuple[str, str]:
    """A letter without its tone, and the tone's rank ("" where it carries none)."""
    marks = unicodedata.normalize("NFD", char)
    tone = next((TONES[mark] for mark in marks if mark in TONES), "")
    letter = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
    return letter, tone


def syllable_key(syllable: str) -> str:
    """Ranks of the letters, then the tone: ba < bà < bả < ban."""
    letters, tone = [], LEVEL
    for char in syllable:
        letter, mark = split_tone(char)
        tone = mark or tone
        bare = letter if letter in RANKS or letter.isdigit() else unicodedata.normalize("NFD", letter)[:1]
        letters.append(RANKS.get(bare, bare if bare.isascii() and bare.isalnum() else ""))
    return f"{''.join(letters)}!{tone}"


def vietnamese_key(text: str) -> str:
    """The key of a text; capitals and punctuation do not count, numbers sort by value."""
    folded = unicodedata.normalize("NFC", text).lower()
    numbered = re.sub(r"[0-9]+", lambda digits: digits[0].lstrip("0").zfill(NUMBER_WIDTH), folded)
    return " ".join(syllable_key(syllable) for syllable in re.findall(r"[^\W_]+", numbered))


def without_legal_form(name: str) -> str:
    """An organisation's name as people say it: An Bình for Công ty TNHH An Bình."""
    composed = unicodedata.normalize("NFC", name).strip()
    return LEGAL_FORM.sub("", composed) or composed


def organisation_key(name: str) -> str:
    """The key of an organisation's name, its legal form left out: Công ty TNHH An Bình sorts under An Bình."""
    return vietnamese_key(without_legal_form(name)) or vietnamese_key(name)


def person_key(full_name: str) -> str:
    """Given name, then family name, then middle names: Nguyễn Thị An sorts as An Nguyễn Thị."""
    names = full_name.split()
    return vietnamese_key(" ".join([*names[-1:], *names[:-1]]))
