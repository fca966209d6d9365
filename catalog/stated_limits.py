"""What a listing's own text rules out: what an offer says it is not for, and what a need has tried in vain. Pure.

"Không phù hợp trang trại quy mô lớn", "not suitable for leafy vegetables"; "đã mài lại dao, phủ PVD nhưng vẫn gãy".
Such a sentence is full of the other side's words, and means the opposite of what shared words usually mean. Only
wordings that name a limit are read: "không dùng hóa chất" is an advantage, "không dùng để chẩn đoán" is a limit. What
can be either ("không giảm năng suất", "hộ không đủ vốn") is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from catalog.quantity_grammar import SENTENCE_END, longest_first, whole
from catalog.text import has_accents, strip_accents

_NOT_FOR = (
    "không phù hợp với|không phù hợp cho|không phù hợp|chưa phù hợp với|chưa phù hợp cho|chưa phù hợp"
    "|không thích hợp cho|không thích hợp với|không thích hợp|không dùng để|không dùng cho|không dùng được cho"
    "|không áp dụng cho"
    "|không áp dụng được cho|không áp dụng được|chưa áp dụng được cho|không thiết kế cho|không thiết kế để"
    "|không cung cấp|không bao gồm|không giải quyết được|không giải quyết|không thay được|không thay thế được"
    "|không thay thế|không xử lý được|không chịu được|không loại được|không loại bỏ được"
)
_VERBS = (
    "suit|fit|provide|supply|include|cover|treat|remove|solve|address|replace|handle|accept|detect|apply\\s+to|work"
)
_NOT_FOR_ENGLISH = (
    r"not\s+(?:yet\s+)?(?:suitable|suited|intended|designed|meant|applicable|recommended|fit)(?:\s+(?:for|to))?"
    rf"|(?:does|do|can|will)\s*not\s+(?:{_VERBS})|cannot\s+(?:{_VERBS})|unsuitable\s+for"
)
#: Where a limit ends and its reason or its remedy begins.
_REASON = "vì|do|nhưng|tuy nhiên|nên|nếu|khi"
_REASON_ENGLISH = "because|since|but|however|although|unless|if|when"
_TRY = (
    "đã thử|đã đặt|đã mua|đã lắp|đã dùng|đã phun|đã hỏi|đã thuê|đã phát|đã xem|đã làm|từng thử|từng mua|từng lắp"
    "|từng dùng thử|từng dùng|từng làm|từng thuê|từng được chào bán|được chào bán|được chào"
)
_TRY_ENGLISH = "tried|bought|installed|tested|was offered|were offered|have used|had used"
_VAIN = "nhưng|mà|song|tuy nhiên|không|chưa|vẫn"
_VAIN_ENGLISH = "but|however|without|did not|does not|not|still|failed|lost"


_HAVING = re.compile(r"^(?:đã|da|từng|tung|have|had|we)\s+", re.IGNORECASE)
_EDGES = " ,:–-"
_CLAUSE_END = re.compile(r"[,;:!?\n]+|\.(?=\s|$)")


@dataclass(frozen=True, slots=True)
class _Wordings:
    """The patterns of accented Vietnamese, or of Vietnamese without accents, each with the English ones."""

    limit: re.Pattern[str]
    reason: re.Pattern[str]
    attempt: re.Pattern[str]
    in_vain: re.Pattern[str]


@cache
def _wordings(*, bare: bool) -> _Wordings:
    def pattern(vietnamese: str, english: str, following: str = "") -> re.Pattern[str]:
        words = strip_accents(vietnamese) if bare else vietnamese
        return re.compile(whole(f"{longest_first(set(words.split('|')))}|{english}") + following, re.IGNORECASE)

    return _Wordings(
        limit=pattern(_NOT_FOR, _NOT_FOR_ENGLISH),
        reason=pattern(_REASON, _REASON_ENGLISH),
        # "đã làm cho nhà máy tương tự" asks for references.
        attempt=pattern(_TRY, _TRY_ENGLISH, r"(?!\s+cho\b)"),
        in_vain=pattern(_VAIN, _VAIN_ENGLISH),
    )


@dataclass(frozen=True, slots=True)
class RuledOut:
    """A clause that rules something out: what it names, and the clause as written."""

    named: str
    quote: str


def limits_in(text: str) -> list[RuledOut]:
    """What an offer's normalised text says it is not for."""
    used = _wordings(bare=not has_accents(text))
    return [clause for sentence in SENTENCE_END.split(text) for clause in _limits(sentence, used)]


def _limits(sentence: str, used: _Wordings) -> Iterator[RuledOut]:
    found = list(used.limit.finditer(sentence))
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(sentence)
        named = used.reason.split(sentence[match.end() : end])[0]
        yield from _clause(sentence, match, match.end() + len(named))


def tried_in(text: str) -> list[RuledOut]:
    """What a need's normalised text says was tried or offered and did not help."""
    used = _wordings(bare=not has_accents(text))
    return [clause for sentence in SENTENCE_END.split(text) for clause in _tried(sentence, used)]


def _tried(sentence: str, used: _Wordings) -> Iterator[RuledOut]:
    for match in used.attempt.finditer(sentence):
        if vain := used.in_vain.search(sentence, match.end()):
            yield from _clause(sentence, match, vain.start())


def _clause(sentence: str, opening: re.Match[str], end: int) -> Iterator[RuledOut]:
    if named := sentence[opening.end() : end].strip(_EDGES):
        yield RuledOut(named, " ".join(sentence[opening.start() : end].strip(_EDGES).split()))


def attempts_in(text: str) -> list[RuledOut]:
    """The attempts of a field that tells of nothing else: its clauses, but for those that say how it went."""
    used = _wordings(bare=not has_accents(text))
    clauses = (clause.strip(_EDGES) for clause in _CLAUSE_END.split(text) if not used.in_vain.search(clause))
    return [RuledOut(_HAVING.sub("", clause), clause) for clause in clauses if " " in clause]
