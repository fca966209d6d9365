"""Figures with units in running Vietnamese and English: "≤ 50 mg/l", "từ 20 đến 30 tấn/mẻ", "up to 500 m³/day". Pure.

A figure is read only where the writing leaves no doubt: a number, a unit of `units.tsv`, perhaps "per" another unit.
Left out on purpose: numbers in words, relative changes ("giảm 20 %" is no level), figures of something else ("so với
540 g/L"), and what a change starts from ("từ 420 xuống 190": 190 counts). Every sentence is read by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from catalog import quantity_grammar as grammar
from catalog.text import Language, detect_language, normalise, strip_accents
from catalog.units import Unit, read_rows, unit_of

Sense = Literal["exact", "least", "most"]

CAPACITY = "capacity"
#: The name of an amount that comes out of something: what a need may want handled, but never an offer's capacity.
GIVEN_OFF = "given_off"
#: Kinds that say how much is handled in a time, or at once.
CAPACITY_KINDS = frozenset(
    f"{what}/{time}" for what in ("mass", "volume", "animals", "pieces", "samples") for time in ("time", "batch")
)
#: How much longer than its working hours a period may be: one shift a day, five days a week, a season of three months.
#: "12 m³/h" and "96 m³/day" may be one plant, and whoever compares figures has to allow for it.
PERIODS = {"hour": 1.0, "day": 3.0, "week": 4.2, "month": 4.5, "year": 12.0}
_LONGEST_HOURS = {"hour": 1.0, "day": 24.0, "week": 168.0, "month": 730.0}

#: Kinds whose figures stand in lists with one unit at the end.
_LISTED = frozenset({"mass/volume", "mass/mass", "share"})
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NAME_REACH = 48
_USE_REACH = 60


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure of a text in base units of its kind; an open end is None.

    `kind` is a kind of `units.tsv`, or two with a stroke ("mass/time"). `name` is a code of `quantity_names.tsv` or
    GIVEN_OFF, "" if the text does not name it. `period` is the time a rate is given for, a key of PERIODS, "" for
    anything else.
    """

    kind: str
    low: float | None
    high: float | None
    sense: Sense
    name: str
    period: str
    text: str


@dataclass(frozen=True, slots=True)
class _Found:
    """A figure within its sentence, perhaps without a unit as yet; `sense` where the figure itself fixes it."""

    numbers: tuple[float, float]
    sense: Sense | None
    unit: Unit | None
    written_unit: str
    kind: str
    factor: float
    period: str
    is_module: bool
    start: int
    end: int


def quantities(text: str, language: Language | None = None) -> list[Quantity]:
    """Every figure with a unit of a text, sentence by sentence, in reading order."""
    normal = normalise(text)
    read = language or detect_language(normal)
    sentences = (sentence for sentence in grammar.SENTENCE_END.split(normal) if any(map(str.isdigit, sentence)))
    return [figure for sentence in sentences for figure in _sentence(sentence, read)]


def level_in(text: str) -> int | None:
    """The technology readiness level a text names, the lowest of several; None if it names none."""
    levels = [int(match["level"]) for match in grammar.TRL_LEVEL.finditer(normalise(text))]
    return min(levels) if levels else None


def number_of(written: str, language: Language) -> float:
    """The value of a number: groups of three are thousands; in English a single point is the decimal sign."""
    digits = re.sub(grammar.SPACE, "", written)
    if match := re.fullmatch(r"10(?:\^(\d+)|([²³⁴-⁹]+))", digits):
        return 10.0 ** int(match[1] or match[2].translate(_RAISED))
    if language == "en" and digits.count(".") == 1 and not re.search(r"\.\d+,", digits):
        return float(digits.replace(",", ""))
    if match := re.fullmatch(r"([1-9]\d{0,2}(?:[.,]\d{3})+)(?:[.,](\d+))?", digits):
        whole, fraction = match.groups()
        if fraction is None or len(set(digits) & set(".,")) > 1:
            return float(re.sub(r"[.,]", "", whole) + (f".{fraction}" if fraction else ""))
    return float(digits.replace(",", "."))


def _sentence(sentence: str, language: Language) -> Iterator[Quantity]:
    found = list(_figures(sentence, language))
    for position in range(len(found) - 2, -1, -1):
        found[position] = _with_unit_of_next(sentence, found[position], found[position + 1])
    read: list[tuple[_Found, Quantity]] = []
    for position, figure in enumerate(found):
        before = sentence[found[position - 1].end if position else 0 : figure.start]
        if figure.kind and not grammar.OTHER.search(before):
            read.append((figure, _quantity(sentence, figure, before)))
    yield from (quantity for _, quantity in read)
    yield from _batch_rates(sentence, read)


def _figures(sentence: str, language: Language) -> Iterator[_Found]:
    for match in grammar.figure_pattern().finditer(sentence):
        if match["unit"] is None and not sentence.startswith(",", match.end()):
            yield _Found((0.0, 0.0), None, None, "", "", 1.0, "", False, match.start(), match.end())
            continue
        first, second = _value(match, 1, language), _value(match, 2, language)
        unit, early = unit_of(match["unit"] or ""), unit_of(match["early"] or "")
        if early and unit and early.kind == unit.kind:
            first *= early.factor / unit.factor
        elif match["magnitude2"] and not match["magnitude1"]:
            first *= grammar.MAGNITUDES[match["magnitude2"].lower()]
        numbers, sense = _bounds(match, first, second)
        kind, factor, period = _kind(match, unit, sentence)
        is_module = kind in CAPACITY_KINDS and _is_module(sentence, match.end())
        written = match["written"] or ""
        start = match.start("second") if sense and numbers[0] != first else match.start()
        yield _Found(numbers, sense, unit, written, kind, factor, period, is_module, start, match.end())


def _is_module(sentence: str, end: int) -> bool:
    return grammar.MODULE.match(sentence, end) is not None or grammar.MODULAR.search(sentence) is not None


def _value(match: re.Match[str], place: int, language: Language) -> float:
    written = match["first" if place == 1 else "second"]
    if written is None:
        return 0.0
    value = number_of(written, language)
    if power := match[f"power{place}"] or (match[f"raised{place}"] or "").translate(_RAISED):
        value *= 10.0 ** int(power)
    return value * grammar.MAGNITUDES.get((match[f"magnitude{place}"] or "").lower(), 1.0)


def _bounds(match: re.Match[str], first: float, second: float) -> tuple[tuple[float, float], Sense | None]:
    """Lower and upper number, and the sense if it is no matter of the words before.

    Of a range both numbers count, of a tolerance both ends, of a change what it ends at.
    """
    if match["second"] is None:
        return (first, first), None
    if match["join"] == "±":
        return (first - second, first + second), "exact"
    moves = re.fullmatch(grammar.MOVES, match["join"], re.IGNORECASE) is not None
    if moves or match["bound"] or second < first:
        return (second, second), "most" if match["bound"] else "exact"
    return (first, second), "exact"


def _kind(match: re.Match[str], unit: Unit | None, sentence: str) -> tuple[str, float, str]:
    """Kind, factor and period of a figure, the kind "" where it is no quantity that can be read."""
    below = match["below"] or match["below_far"]
    if unit is None or not unit.can_be_above:
        return "", 1.0, ""
    if below is None:
        return _alone(unit, sentence[: match.start()])
    if grammar.OF_A_RATE.match(sentence, match.end()):
        return "", 1.0, ""
    base = unit_of(below)
    if base is None:
        return f"{unit.kind}/{strip_accents(below).lower()}", unit.factor, ""
    return f"{unit.kind}/{base.kind}", unit.factor / base.factor, _period(base)


def _alone(unit: Unit, before: str) -> tuple[str, float, str]:
    each = grammar.EACH.search(before)
    base = unit_of(each["unit"]) if each else None
    if base is not None and f"{unit.kind}/{base.kind}" in CAPACITY_KINDS:
        return f"{unit.kind}/{base.kind}", unit.factor / base.factor, _period(base)
    return (unit.kind, unit.factor, "") if unit.stands_alone else ("", 1.0, "")


def _period(base: Unit) -> str:
    if base.kind != "time":
        return ""
    return next((name for name, hours in _LONGEST_HOURS.items() if base.factor <= hours), "year")


def _with_unit_of_next(sentence: str, figure: _Found, following: _Found) -> _Found:
    """A figure without a unit takes the next one's in a list that names each: "NOx dưới 250, SO2 dưới 200 mg/Nm³"."""
    between = sentence[figure.end : following.start]
    if figure.unit or following.kind not in _LISTED or not between.startswith(","):
        return figure
    if not _name(between) or not _name(sentence[: figure.start]):
        return figure
    own = {"numbers": figure.numbers, "sense": figure.sense, "start": figure.start, "end": figure.end}
    return replace(following, unit=None, **own)  # type: ignore[arg-type]


def _quantity(sentence: str, figure: _Found, before: str) -> Quantity:
    low, high = (number * figure.factor for number in figure.numbers)
    sense = figure.sense or _sense(before, sentence[figure.end :])
    if figure.is_module and sense == "exact":
        sense = "least"
    return Quantity(
        kind=figure.kind,
        low=None if sense == "most" else low,
        high=None if sense == "least" else high,
        sense=sense,
        name=_named(figure, before, sentence[max(0, figure.start - _USE_REACH) : figure.start]),
        period=figure.period,
        text=_as_written(sentence, figure),
    )


def _sense(before: str, after: str) -> Sense:
    if grammar.LEAST_AFTER.match(after) or grammar.LEAST.search(before):
        return "least"
    return "most" if grammar.MOST_AFTER.match(after) or grammar.MOST.search(before) else "exact"


def _named(figure: _Found, before: str, reach: str) -> str:
    if figure.kind in CAPACITY_KINDS:
        return "" if grammar.is_used_up(reach) else GIVEN_OFF if grammar.GIVEN_OFF.search(reach) else CAPACITY
    if figure.kind == "share" and grammar.CHANGE.search(re.split("[,(]", before)[-1]):
        return ""
    return _name(before)


def _as_written(sentence: str, figure: _Found) -> str:
    """The figure's own words, with a unit that stands elsewhere: at the end of its list, before it ("mỗi mẻ 2 tấn")."""
    borrowed = "" if figure.unit else f" {figure.written_unit}"
    if figure.kind in CAPACITY_KINDS and unit_of(figure.written_unit):
        each = grammar.EACH.search(sentence[: figure.start])
        borrowed = f"/{each['unit']}" if each else ""
    return " ".join((sentence[figure.start : figure.end] + borrowed).split())


def _batch_rates(sentence: str, read: Sequence[tuple[_Found, Quantity]]) -> Iterator[Quantity]:
    """The rate of a batch whose duration stands in its sentence: "2 tấn/mẻ, 18–30 giờ/mẻ" is 67–111 kg an hour."""
    durations = [(figure, quantity) for figure, quantity in read if _is_of_a_batch(sentence, figure)]
    batches = [quantity for _, quantity in read if quantity.kind in {"mass/batch", "volume/batch"} and quantity.name]
    if len(durations) != 1 or len(batches) != 1 or durations[0][0].numbers[0] <= 0:
        return
    batch, (figure, duration) = batches[0], durations[0]
    shortest, longest = (number * figure.factor for number in figure.numbers)
    yield replace(
        batch,
        kind=batch.kind.replace("batch", "time"),
        low=None if batch.low is None else batch.low / longest,
        high=None if batch.high is None else batch.high / shortest,
        period="day",
        text=f"{batch.text}, {duration.text}",
    )


def _is_of_a_batch(sentence: str, figure: _Found) -> bool:
    before = sentence[: figure.start].rstrip("≤< ")
    return figure.kind == "time/batch" or (figure.kind == "time" and grammar.BATCH_BEFORE.search(before) is not None)


@dataclass(frozen=True, slots=True)
class QuantityName:
    """How a quantity is called on the page, in Vietnamese and English."""

    vi: str
    en: str


@cache
def quantity_names() -> dict[str, QuantityName]:
    """Code → names, of `quantity_names.tsv`."""
    return {row["code"]: QuantityName(row["name_vi"], row["name_en"]) for row in read_rows("quantity_names.tsv")}


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    codes: dict[str, str] = {}
    for row in read_rows("quantity_names.tsv"):
        for spelling in normalise(row["spellings"]).split("|"):
            codes.setdefault(spelling.lower(), row["code"])
            codes.setdefault(strip_accents(spelling).lower(), row["code"])
    return re.compile(grammar.whole(grammar.longest_first(set(codes)))), codes


def _name(before: str) -> str:
    """The code of the name nearest before a figure, "" if there is none.

    It has to stand in the same part of the sentence, or before the colon that opens it: "Bụi sau xử lý: dưới 50 mg/m³".
    """
    pattern, codes = _names()
    for part in reversed(re.split("[,(]", before.rstrip(" :,"))[-1].split(":")):
        found = [match[0] for match in pattern.finditer(part[-_NAME_REACH:].lower())]
        if found:
            return codes[" ".join(found[-1].split())]
    return ""
