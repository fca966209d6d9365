"""Amounts of đồng as people write them: “1,5 tỷ”, “450 triệu”, “1.500.000.000”, “1.5 billion”; pure functions."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

MOST: Final = 10**15

_UNITS: Final = {
    1_000: "nghìn|ngàn|ngìn|nghin|ngan|thousand|k",
    1_000_000: "triệu|trieu|tr|million|mil|mn|mio|m",
    1_000_000_000: "tỷ|tỉ|ty|ti|billion|bil|bn|b",
    1_000_000_000_000: "nghìn tỷ|nghìn tỉ|ngàn tỷ|ngàn tỉ|nghin ty|ngan ty|trillion",
}
_FACTORS: Final = {word: factor for factor, words in _UNITS.items() for word in words.split("|")}
_UNIT: Final = "|".join(sorted(_FACTORS, key=len, reverse=True))
_CURRENCY: Final = r"(?:vnđ|vnd|đồng|dong|₫|đ|d)"
_NUMBER: Final = r"[0-9][0-9.,' ]*[0-9]|[0-9]"
_WHOLE: Final = re.compile(rf"{_CURRENCY}?\s*(?P<rest>.*?)\s*{_CURRENCY}?\.?", re.DOTALL)
_PART: Final = re.compile(rf"\s*(?P<number>{_NUMBER})\s*(?:(?P<unit>{_UNIT})(?![^\W\d_]))?\s*(?P<half>rưỡi|ruoi)?\s*")
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?P<sign>[., '])[0-9]{3}(?:(?P=sign)[0-9]{3})*")


class NotMoney(ValueError):
    """The text is no amount of đồng."""


class TooMuchMoney(NotMoney):
    """The amount is beyond anything a listing can mean."""


def parse_money(text: str) -> int:
    """Whole đồng; groups of three digits are thousands, any other separator is the decimal sign."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip().lower()
    match = _WHOLE.fullmatch(plain)
    rest = match["rest"] if match else ""
    amount, smallest = Decimal(0), None
    position = 0
    while position < len(rest) or smallest is None:
        part = _PART.match(rest, position)
        if part is None or (len(part["number"]) > 40):
            raise NotMoney(text)
        factor = _factor(part, smallest)
        amount += _number(part["number"], text) * factor + (Decimal(factor) / 2 if part["half"] else 0)
        smallest, position = factor, part.end()
    return _whole_dong(amount, text)


def _factor(part: re.Match[str], smallest: int | None) -> int:
    """The unit's value; parts come in falling order, and “2 tỷ 5” means 2.5 tỷ."""
    if part["half"] and not part["unit"]:
        raise NotMoney(part.string)
    if part["unit"]:
        factor = _FACTORS[part["unit"]]
        if smallest is not None and factor >= smallest:
            raise NotMoney(part.string)
        return factor
    if smallest is None:
        return 1
    if smallest < 1_000_000 or len(part["number"]) != 1:
        raise NotMoney(part.string)
    return smallest // 10


def _number(digits: str, text: str) -> Decimal:
    if _GROUPED.fullmatch(digits):
        return Decimal(re.sub(r"\D", "", digits))
    signs = re.findall(r"[., ']", digits)
    if len(set(signs)) > 1 and signs[:-1].count(signs[-1]) == 0:
        whole, decimals = digits.rsplit(signs[-1], 1)
        if _GROUPED.fullmatch(whole) and signs[-1] in ".,":
            return Decimal(re.sub(r"\D", "", whole) + "." + decimals)
    if len(signs) > 1 or (signs and signs[0] not in ".,"):
        raise NotMoney(text)
    return Decimal(digits.replace(",", "."))


def _whole_dong(amount: Decimal, text: str) -> int:
    if amount > MOST:
        raise TooMuchMoney(text)
    if amount != amount.to_integral_value():
        raise NotMoney(text)
    return int(amount)


def written_money(amount: int, language: str) -> str:
    """The amount as a person would type it: “1,5 tỷ”, “450 triệu”; in full where words would round."""
    vietnamese = not language.lower().startswith("en")
    words = {10**9: "tỷ" if vietnamese else "billion", 10**6: "triệu" if vietnamese else "million"}
    factor = next((f for f in words if amount >= f and amount * 100 % f == 0), 1)
    text = f"{Decimal(amount) / factor:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if vietnamese:
        text = text.translate(str.maketrans(",.", ".,"))
    return f"{text} {words.get(factor, '')}".strip()
