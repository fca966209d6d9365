"""A price or budget that a text states: "kinh phí từ 300 đến 500 triệu đồng", "price: up to 1.5 billion VND". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from catalog.quantity_grammar import SENTENCE_END
from taxonomy.money import NotMoney, parse_money

_UNIT: Final = r"nghìn tỷ|tỷ|tỉ|triệu|million|billion|trillion"
_CURRENCY: Final = r"(?:đồng|vnđ|vnd|₫)"
_NUMBER: Final = r"\d[\d.,]*"
#: What an offer sells one of: "420 triệu đồng/máy" is its price.
_WHOLE: Final = "máy|bộ|hệ thống|dây chuyền|thiết bị|gói|lần|machine|unit|set|system|line|licen[cs]e"
_AMOUNT: Final = re.compile(
    rf"(?:(?P<low>{_NUMBER})\s*(?P<low_unit>{_UNIT})?\s*{_CURRENCY}?\s*(?P<join>đến|tới|to|and|[-–])\s*)?"
    rf"(?:VND\s*)?(?P<high>{_NUMBER})\s*(?:(?P<unit>{_UNIT})(?:\s*{_CURRENCY})?|{_CURRENCY})(?![^\W_])"
    rf"(?P<each>\s*(?:/|mỗi|một|per\b|a\s)\s*(?!{_WHOLE})[^\W\d_]+)?",
    re.IGNORECASE,
)
_CUES: Final = {
    "offer": r"\bgiá\b|chi phí đầu tư|mức đầu tư|\bprices?\b|\bcosts? (?:from|about|of)\b|investment",
    "need": r"kinh phí|ngân sách|dự toán|chi trả|đầu tư|budget|\bfund",
}
_MOST: Final = re.compile(
    r"(?:dưới|tối đa|không quá|không vượt quá|up to|at most|below|no more than)[^\d]*$", re.IGNORECASE
)
_LEAST: Final = re.compile(r"(?:từ|tối thiểu|ít nhất|trên|from|at least|starting at)[^\d]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """What a text states: an open end is None; `quote` is the sentence."""

    low: int | None
    high: int | None
    quote: str


def amount_in(text: str, kind: str, *, is_headed: bool = False) -> Amount | None:
    """The first amount of a sentence that speaks of price or budget, or of any in a part that is headed so.

    An amount for a piece, a cubic metre or a year is none: the listing's price is that of the whole.
    """
    for sentence in SENTENCE_END.split(text):
        if not is_headed and not re.search(_CUES[kind], sentence, re.IGNORECASE):
            continue
        for match in _AMOUNT.finditer(sentence):
            if not match["each"] and (found := _amount(match, sentence)):
                return found
    return None


def _amount(match: re.Match[str], sentence: str) -> Amount | None:
    try:
        high = parse_money(f"{match['high']} {match['unit'] or ''}")
        low = parse_money(f"{match['low']} {match['low_unit'] or match['unit'] or ''}") if match["low"] else None
    except NotMoney:
        return None
    if high < 100_000 or (low is not None and low > high):
        return None
    quote, before = " ".join(sentence.split()), sentence[: match.start()]
    if low is None:
        low = None if _MOST.search(before) else high
        return Amount(low, None if low is not None and _LEAST.search(before) else high, quote)
    return Amount(low, high, quote)
