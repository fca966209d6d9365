"""Figures that become rows of a listing: what is measured, the value as written, the unit. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from catalog.quantities import GIVEN_OFF, Quantity, quantities, quantity_names
from catalog.quantity_grammar import SENTENCE_END
from catalog.text import Language, strip_accents

MOST_ROWS: Final = 10
LONGEST_LABEL, LONGEST_VALUE, LONGEST_UNIT = 120, 120, 40
_SIGN: Final = {"least": "≥ ", "most": "≤ ", "exact": ""}
_NUMBER_AND_UNIT: Final = re.compile(r"(?P<value>.*\d(?:\s?(?:nghìn|ngàn|triệu|tỷ|thousand|million))?)\s*(?P<unit>\D*)")
_LABELLED: Final = re.compile(r"^[\s–•*+·-]*(?P<label>[^\W\d][^:=]{1,60}?)\s*[:=]\s*(?P<rest>[^:=]*\d.{0,80})$")
#: A label's figure stands at once after the colon, with at most a bound before it.
_FIGURE_FIRST: Final = re.compile(
    r"^(?:từ|trên|dưới|tối thiểu|tối đa|ít nhất|không quá|không lớn hơn|khoảng|đạt|from|at least|at most|up to|below"
    r"|above|about|[≥≤<>~±]|\s)*\d",
    re.IGNORECASE,
)
#: "0,9 kWh/kg nước": what stands behind the unit belongs to it.
_UNIT_GOES_ON: Final = re.compile(r" ([^\W\d]+(?: [^\W\d]+)?)[.;]?$")
_COLUMNS: Final = {
    "label": "chi tieu|thong so|tieu chi|noi dung|hang muc|chi so|indicator|parameter|item",
    "best": "hien co|doi chung|giai phap khac|cong nghe khac|thi truong|so sanh|tot nhat|best|existing|others",
    "value": "gia tri|yeu cau|muc|can dat|ket qua|cong nghe nay|giai phap nay|cua chung toi|value|target|required|ours"
    "|this technology|result",
    "unit": "don vi|dvt|unit",
    "proof": "minh chung|bang chung|phuong phap thu|can cu|proof|evidence",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: what it measures, the value with its bound, the unit; `best` and `proof` only from tables."""

    label: str
    value: str
    unit: str = ""
    best: str = ""
    proof: str = ""


def figures(
    lines: Iterable[str], tables: Iterable[list[list[str]]], language: Language, *, bounds_only: bool
) -> list[Figure]:
    """Figures of tables first, then of "label: value" lines, then named ones of sentences; each label once.

    With `bounds_only`, a sentence's figure counts only as a bound ("dưới 5 NTU"): whatever it merely tells is no wish.
    """
    lines = list(lines)
    found = [figure for table in tables for figure in _of_table(table)]
    labelled = [figure for line in lines if (figure := _labelled(line, language))]
    told = [figure for line in lines if not _labelled(line, language)
            for figure in _named(line, language, bounds_only=bounds_only)]  # fmt: skip
    unique: dict[str, Figure] = {}
    for figure in (*found, *labelled, *told):
        unique.setdefault(figure.label.casefold(), figure)
    return list(unique.values())[:MOST_ROWS]


def _of_table(table: list[list[str]]) -> Iterator[Figure]:
    """The rows below a line that names the columns; a table whose columns nobody names is left alone."""
    for number, row in enumerate(table[:3]):
        places = _places(row)
        if "label" in places and "value" in places:
            for cells in table[number + 1 :]:
                named = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
                if named["label"] and any(map(str.isdigit, named["value"])):
                    value, unit = split_unit(named["value"])
                    unit = named.get("unit", "") or unit
                    yield Figure(named["label"][:LONGEST_LABEL], value[:LONGEST_VALUE], unit[:LONGEST_UNIT],
                                 named.get("best", "")[:LONGEST_VALUE], named.get("proof", "")[:200])  # fmt: skip
            return


def _places(row: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        folded = strip_accents(cell).lower()
        name = next((name for name, words in _COLUMNS.items() if re.search(words, folded)), None)
        if name is not None:
            found.setdefault(name, place)
    return found


def _labelled(line: str, language: Language) -> Figure | None:
    match = _LABELLED.match(line)
    if match is None or not _FIGURE_FIRST.match(match["rest"]) or len(match["label"].split()) > 8:
        return None
    read = [each for each in quantities(line, language) if not _is_money(each)]
    if len(read) != 1 or read[0].text not in line:
        return None
    value, unit = written(read[0])
    if following := _UNIT_GOES_ON.match(line, line.index(read[0].text) + len(read[0].text)):
        unit = f"{unit} {following[1]}"
    return Figure(match["label"].strip(), value, unit[:LONGEST_UNIT])


def _named(line: str, language: Language, *, bounds_only: bool) -> Iterator[Figure]:
    for sentence in SENTENCE_END.split(line):
        for read in quantities(sentence, language):
            if not read.name or read.name == GIVEN_OFF or _is_money(read) or (bounds_only and read.sense == "exact"):
                continue
            name = quantity_names()[read.name]
            value, unit = written(read)
            yield Figure(name.vi if language == "vi" else name.en, value, unit)


def _is_money(read: Quantity) -> bool:
    return read.kind == "VND"


def written(read: Quantity) -> tuple[str, str]:
    """Value and unit of a figure, the bound as a sign."""
    value, unit = split_unit(read.text)
    value = value.lstrip("≥≤<> ")
    return (_SIGN[read.sense] + value)[:LONGEST_VALUE], unit[:LONGEST_UNIT]


def split_unit(text: str) -> tuple[str, str]:
    """ "30 tấn/mẻ" → "30", "tấn/mẻ"; all of it is the value where the unit stands before or between numbers."""
    match = _NUMBER_AND_UNIT.fullmatch(text.strip())
    return (match["value"].strip(), match["unit"].strip()) if match else (text.strip(), "")
