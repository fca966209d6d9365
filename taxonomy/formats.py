"""Numbers, money, dates and lists as Vietnamese and English readers expect them; pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

VI: Final = "vi"
NBSP: Final = "\u00a0"
DONG: Final = "₫"
MILLION: Final = Decimal(1_000_000)
BILLION: Final = Decimal(1_000_000_000)

EN_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
UNIT_WORDS: Final = {VI: {MILLION: "triệu", BILLION: "tỷ"}, "en": {MILLION: "million", BILLION: "billion"}}
SIZE_UNITS: Final = ("B", "kB", "MB", "GB", "TB")

Amount = int | float | Decimal


def _lang(language: str | None) -> str:
    return "en" if (language or VI).lower().startswith("en") else VI


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def number(value: Amount, language: str, *, places: int | None = None) -> str:
    """Return the number with the language's separators; `places` fixes the decimals, else trailing zeros go."""
    amount = Decimal(str(value))
    if places is not None:
        amount = _rounded(amount, places)
    text = f"{amount:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if text.strip("-0.,") == "":
        text = text.lstrip("-")
    if _lang(language) == VI:
        text = text.translate(str.maketrans(",.", ".,"))
    return text.replace("-", "\u2212")


def _scaled(amount: Decimal, unit: Decimal) -> Decimal:
    exact = amount / unit
    if exact == _rounded(exact, 2):
        return exact
    return _rounded(exact, 1)


def _unit_of(amount: Decimal) -> Decimal:
    """Return the unit an amount is told in; 999,960,000 rounds up to a billion."""
    size = abs(amount)
    if size >= BILLION or _scaled(size, MILLION) >= 1000:
        return BILLION
    return MILLION if size >= MILLION else Decimal(1)


def _with_unit(text: str, unit: Decimal, language: str) -> str:
    word = UNIT_WORDS[language].get(unit, "")
    return f"{text}{NBSP}{word}" if word else text


def _with_currency(text: str, language: str) -> str:
    return f"{text}{NBSP}{DONG}" if language == VI else f"VND{NBSP}{text}"


def money(amount: Amount, language: str) -> str:
    """Return an amount of đồng in words: 850.000 ₫, 45 triệu ₫, 1,5 tỷ ₫."""
    lang = _lang(language)
    value = _rounded(Decimal(str(amount)), 0)
    unit = _unit_of(value)
    return _with_currency(_with_unit(number(_scaled(value, unit), lang), unit, lang), lang)


def _shares_unit(low: Decimal, high_unit: Decimal) -> bool:
    in_high = low / high_unit
    return _unit_of(low) == high_unit or (in_high == _rounded(in_high, 1) and in_high > 0)


def money_range(low: Amount | None, high: Amount | None, language: str) -> str:
    """Return a range of đồng with the unit once where both ends allow it; empty when both ends are open."""
    lang = _lang(language)
    if low is None and high is None:
        return ""
    if high is None or low is None:
        end = money(low if low is not None else high or 0, lang)
        if low is not None:
            return f"từ {end}" if lang == VI else f"from {end}"
        return f"đến {end}" if lang == VI else f"up to {end}"
    first, last = Decimal(str(low)), Decimal(str(high))
    if first == last:
        return money(first, lang)
    unit = _unit_of(last)
    end = _with_unit(number(_scaled(last, unit), lang), unit, lang)
    if first == 0 or _shares_unit(first, unit):
        start = number(_scaled(first, unit), lang)
    else:
        start = _with_unit(number(_scaled(first, _unit_of(first)), lang), _unit_of(first), lang)
    return _with_currency(f"{start}–{end}", lang)


def percent(share: Amount, language: str) -> str:
    """Return a share between 0 and 1 as a percentage with at most one decimal and no space."""
    return f"{number(_rounded(Decimal(str(share)) * 100, 1), language)}%"


def date_short(day: date, _language: str = VI) -> str:
    """Return dd/mm/yyyy, the form of tables in both languages."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def date_long(day: date, language: str) -> str:
    """Return the date as it stands in a sentence."""
    if _lang(language) == VI:
        return f"ngày {day.day} tháng {day.month} năm {day.year}"
    return f"{day.day} {EN_MONTHS[day.month - 1]} {day.year}"


def clock(moment: datetime, _language: str = VI) -> str:
    """Return the time of day in 24 hours."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def time_date(moment: datetime, language: str) -> str:
    """Return the moment as time and date; the caller has it in Vietnam time already."""
    joint = "ngày" if _lang(language) == VI else "on"
    return f"{clock(moment, language)} {joint} {date_short(moment, language)}"


def until(day: date, language: str) -> str:
    """Return the end of a validity; the day itself is included."""
    return f"{'đến hết ngày' if _lang(language) == VI else 'until'} {date_short(day, language)}"


def by(day: date, language: str) -> str:
    """Return a deadline; the day itself is included."""
    return f"{'chậm nhất ngày' if _lang(language) == VI else 'by'} {date_short(day, language)}"


def _counted(count: int, language: str, vi: str, one: str, other: str) -> str:
    shown = number(count, language)
    if _lang(language) == VI:
        return f"{shown}{NBSP}{vi}"
    return f"{shown}{NBSP}{one if count == 1 else other}"


def working_days(count: int, language: str) -> str:
    """Return a duration in working days."""
    return _counted(count, language, "ngày làm việc", "working day", "working days")


def days(count: int, language: str) -> str:
    """Return a duration in calendar days."""
    return _counted(count, language, "ngày", "day", "days")


def updated(day: date, today: date, language: str) -> str:
    """Return how fresh something is: today, a number of days up to thirty, then the date."""
    age = (today - day).days
    vi = _lang(language) == VI
    if age <= 0:
        return "cập nhật hôm nay" if vi else "updated today"
    if age > 30:
        return f"cập nhật {date_short(day, language)}" if vi else f"updated {date_short(day, language)}"
    return f"cập nhật {days(age, language)} trước" if vi else f"updated {days(age, language)} ago"


def list_and(items: Sequence[str], language: str) -> str:
    """Return the items as a sentence has them, without a comma before the last joint."""
    if len(items) < 2:
        return "".join(items)
    joint = "và" if _lang(language) == VI else "and"
    return f"{', '.join(items[:-1])} {joint} {items[-1]}"


def file_size(size: int, language: str) -> str:
    """Return a file's size in decimal units."""
    value, unit = Decimal(size), 0
    while value >= 1000 and unit < len(SIZE_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    shown = _rounded(value, 1 if unit > 1 and value < 100 else 0)
    if shown >= 1000 and unit < len(SIZE_UNITS) - 1:
        shown, unit = Decimal(1), unit + 1
    return f"{number(shown, language)}{NBSP}{SIZE_UNITS[unit]}"
