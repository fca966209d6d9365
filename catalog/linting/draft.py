"""A listing as the rules read it, and what they find; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from catalog.text import Language

Criterion = Literal["advantages", "clarity", "cooperation", "language"]
Severity = Literal["block", "warn", "note"]

#: The criteria of the review, in its order.
CRITERIA: Final[tuple[Criterion, ...]] = ("advantages", "clarity", "cooperation", "language")
MOST_POINTS: Final = 5
#: What a finding takes from the points of its criterion; what blocks leaves none, as in the review.
COSTS: Final[Mapping[Severity, int]] = {"block": MOST_POINTS, "warn": 2, "note": 1}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what is measured, its value and unit, the value it is compared with, and the proof."""

    name: str
    value: str
    unit: str = ""
    other: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The public side of a listing. `texts` and `other` are by field, the latter in the second language.

    `place` is the name of the table, `hidden_names` are those that must not be read in the text.
    """

    is_offer: bool
    language: Language
    texts: Mapping[str, str]
    other: Mapping[str, str]
    rows: tuple[Row, ...] = ()
    has_form: bool = False
    has_amount: bool = False
    has_time: bool = False
    hidden_names: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        return "comparisons" if self.is_offer else "targets"

    def text(self, name: str) -> str:
        return self.texts.get(name, "")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a reader will miss or stumble over: in which field, and the words it is about."""

    code: str
    criterion: Criterion
    severity: Severity
    field: str
    quote: str = ""


def points(findings: list[Finding], criterion: Criterion) -> int:
    """5 without a finding; less for each, never below 1 unless something blocks."""
    costs = [COSTS[each.severity] for each in findings if each.criterion == criterion]
    if MOST_POINTS in costs:
        return 0
    return max(MOST_POINTS - sum(costs), 1)
