"""Units of measure in running text: what kind of quantity a unit counts, and how many base units it is. Pure.

The kinds, factors and spellings stand in `data/units.tsv`. A spelling is read without its accents too. Single letters
and kW, MW, mW keep their case; anything else may be in capitals.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalog.text import normalise, strip_accents

DATA = Path(__file__).parent / "data"

#: Spellings that are no unit by themselves, only after "per" or before it.
_ONLY_BELOW = frozenset({"d", "batch"})
_ONLY_ABOVE_A_RATE = frozenset({"t"})


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written: its kind, how many base units of the kind it is, and its spelling."""

    kind: str
    factor: float
    spelling: str

    @property
    def stands_alone(self) -> bool:
        """Whether a number with it is a quantity without any "per"."""
        return self.kind not in _ONLY_BELOW and self.spelling not in _ONLY_BELOW | _ONLY_ABOVE_A_RATE

    @property
    def can_be_above(self) -> bool:
        """Whether it can stand before "per"."""
        return self.kind not in _ONLY_BELOW and self.spelling not in _ONLY_BELOW


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of a data file beside this module; lines that start with # are remarks."""
    with (DATA / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


@cache
def units() -> dict[str, Unit]:
    """Spelling → unit, with and without accents, in the case the file writes."""
    found: dict[str, Unit] = {}
    for row in read_rows("units.tsv"):
        above, _, below = row["factor"].partition("/")
        factor = float(above) / float(below or 1)
        for written in normalise(row["spellings"]).split("|"):
            for spelling in (written, strip_accents(written)):
                found.setdefault(spelling, Unit(row["kind"], factor, written))
    return found


@cache
def _folded() -> dict[str, Unit]:
    """Lower-case spelling → unit, for spellings of more than one letter, and for the litre."""
    found: dict[str, Unit] = {}
    for spelling, unit in units().items():
        if len(spelling) > 1 or spelling == "l":
            found.setdefault(spelling.lower(), unit)
    return found


def unit_of(written: str) -> Unit | None:
    """The unit of a spelling, None if it is none."""
    spelling = " ".join(written.split())
    return units().get(spelling) or _folded().get(spelling.lower())


@cache
def unit_pattern() -> str:
    """A regular expression of every spelling, the longest first; no letter or digit may follow it.

    Every case is written out: a case-sensitive alternative is passed over by its first letter, which is much faster.
    """
    folded = {form for spelling in _folded() for form in (spelling, spelling.upper(), spelling.capitalize())}
    spellings = sorted({*units(), *folded}, key=lambda spelling: (-len(spelling), spelling))
    escaped = (re.escape(spelling).replace(r"\ ", r"\s+") for spelling in spellings)
    return rf"(?-i:{'|'.join(escaped)})(?![^\W_]|[⁰¹²³⁴-⁹])"
