"""Corrections from the portal's own vocabulary: a word nobody has written is replaced by a near one of somebody's."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import ascii_lowercase

from django.db import connection

from catalog.lexical import BARE, term_hash
from catalog.ranking import SearchQuery, Word
from catalog.term_counts import all_frequencies
from catalog.text import fold_syllable, strip_accents
from catalog.weighing import Frequencies

MOST_WORDS = 4  # unknown ones, beyond which a query is no slip of the finger
SHORTEST, LONGEST = 3, 30
LONG_WORD = 6  # letters, from which on two slips are one word still
_NEAR = """
    SELECT text, bare, df FROM catalog_vocabularyword
    WHERE df > 0 AND (bare = ANY(%s::text[]) OR bare %% ANY(%s::text[]))
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word of the vocabulary for one of the query."""

    text: str
    bare: str
    df: int


def corrected(query: SearchQuery, unknown: list[Word]) -> str:
    """The query with each unknown word replaced by the likeliest known one; "" where one has none."""
    if not unknown or len(unknown) > MOST_WORDS or not all(SHORTEST <= len(word.text) <= LONGEST for word in unknown):
        return ""
    near = candidates([plain(word) for word in unknown])
    choices = {word: [each for each in near if is_near(plain(word), each.bare)] for word in unknown}
    if not all(choices.values()):
        return ""
    known = pair_frequencies(query, choices)
    text = query.text
    for word, found in choices.items():
        best = max(found, key=lambda each: (likelihood(query, word, each, known), each.text))
        written = best.text if query.accented else best.bare
        text = re.sub(rf"(?<![^\W_]){re.escape(word.text)}(?![^\W_])", written, text, count=1)
    return text if text != query.text else ""


def plain(word: Word) -> str:
    """A word without case and accents."""
    return strip_accents(fold_syllable(word.text))


def candidates(words: Iterable[str]) -> list[Candidate]:
    """The vocabulary within one slip of any of the words, and what looks alike for the long ones."""
    wanted = list(words)
    slips = sorted({slip for word in wanted for slip in one_slip(word)})
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, [slips, [word for word in wanted if len(word) >= LONG_WORD]])
        return [Candidate(*row) for row in cursor.fetchall()]


def one_slip(word: str) -> Iterator[str]:
    """The word, and all that one letter left out, added, changed or swapped makes of it."""
    yield word
    for at in range(len(word) + 1):
        left, right = word[:at], word[at:]
        yield from (left + letter + right for letter in ascii_lowercase)
        if right:
            yield left + right[1:]
            yield from (left + letter + right[1:] for letter in ascii_lowercase)
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]


def is_near(written: str, known: str) -> bool:
    """Whether one may have been meant by the other."""
    return slips_between(written, known) <= (2 if len(written) >= LONG_WORD else 1)


def slips_between(left: str, right: str) -> int:
    """Letters left out, added, changed or swapped with their neighbour (optimal string alignment)."""
    rows = [list(range(len(right) + 1))]
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            cost = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def pair_frequencies(query: SearchQuery, choices: dict[Word, list[Candidate]]) -> Frequencies:
    """How often the candidates stand beside the query's other words."""
    pairs = {pair for word, found in choices.items() for each in found for pair in pairs_with(query, word, each)}
    return all_frequencies({term_hash(pair) for pair in pairs})


def pairs_with(query: SearchQuery, word: Word, candidate: Candidate) -> list[str]:
    """The pairs, without accents, of a candidate and the words before and after."""
    written = query.words()
    at = written.index(word)
    before = [f"{BARE}{plain(written[at - 1])}_{candidate.bare}"] if at else []
    return before + [f"{BARE}{candidate.bare}_{plain(each)}" for each in written[at + 1 : at + 2]]


def likelihood(query: SearchQuery, word: Word, candidate: Candidate, known: Frequencies) -> float:
    """How likely a candidate was meant: few slips, often written, above all beside the same words."""
    beside = sum(known.of(pair) for pair in pairs_with(query, word, candidate))
    accents = sum(a != b for a, b in zip(fold_syllable(word.text), candidate.text, strict=False))
    slips = slips_between(plain(word), candidate.bare) + (0.2 * accents if query.accented else 0.0)
    return math.log1p(beside) + 0.5 * math.log(candidate.df) - 2.0 * slips
