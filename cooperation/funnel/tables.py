"""The figures as tables in the reader's words: the same for the page, the Excel file and the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cooperation.funnel.counting import SCHEMES, UNSTATED, By, Numbers, Step, roots_of
from cooperation.funnel.figures import Duration, Load, Values
from cooperation.funnel.periods import MONTH, QUARTER, Period, named
from taxonomy import formats
from taxonomy.models import Concept
from taxonomy.spreadsheets import Sheet

#: The steps as the heads of narrow columns.
SHORT = {
    Step.SUGGESTION: _lazy("Suggested"), Step.INTEREST: _lazy("Interests"), Step.ACCEPTED: _lazy("Accepted"),
    Step.BEGUN: _lazy("Begun"), Step.MEMORANDUM: _lazy("Memoranda"), Step.CONTRACT: _lazy("Contracts"),
    Step.PILOT: _lazy("Pilots"), Step.PRODUCTION: _lazy("Production"),
}  # fmt: skip
#: What stands for a number that there is none of, or that is withheld.
NONE = "–"


class Dong(int):
    """An amount of VND."""


#: A number, an amount, a text, or nothing that may be told.
Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heading; the first cell heads its row."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]

    @property
    def headings(self) -> list[dict[str, Any]]:
        return [{"label": head, "num": number > 0} for number, head in enumerate(self.heads)]

    @property
    def cells(self) -> list[list[str]]:
        """As the page and the report show them."""
        return [[in_words(value) for value in row] for row in self.rows]

    @property
    def sheet(self) -> Sheet:
        """As the Excel file holds them: numbers stay numbers."""
        return self.title, [self.heads, *([NONE if value is None else value for value in row] for row in self.rows)]


def in_words(value: Value) -> str:
    language = get_language() or "vi"
    if value is None:
        return NONE
    if isinstance(value, str):
        return value
    return formats.money(value, language) if isinstance(value, Dong) else formats.number(value, language)


def steps_table(totals: Mapping[str, int | None]) -> Table:
    rows = [(str(Step(step).label), number) for step, number in totals.items()]
    return Table(_("From suggestion to production"), [_("Step"), _("Number")], rows)


def breakdown_table(by: By, numbers: Mapping[str, Mapping[str, int | None]]) -> Table:
    """A row for each code or period in which anything happened, a column for each step."""
    keys = {key for found in numbers.values() for key in found}
    names = names_of(by, keys)
    rows: list[list[Value]] = [
        [name, *(numbers.get(step, {}).get(key, 0) for step in Step.values)] for key, name in names.items()
    ]
    return Table(str(by.label), [str(by.label), *(str(label) for label in SHORT.values())], rows)


def counts(numbers: Numbers) -> dict[str, dict[str, int | None]]:
    return {step: {key: cell.count for key, cell in found.items()} for step, found in numbers.items()}


def names_of(by: By, keys: Iterable[str]) -> dict[str, str]:
    """The keys in their order with their names; what states nothing comes last."""
    wanted = set(keys)
    if by in SCHEMES:
        known = {concept.code: concept.name for concept in roots_of(by)}
    else:
        known = {key: period_name(period) for key in sorted(wanted) if (period := named(key))}
    return {key: name for key, name in [*known.items(), (UNSTATED, _("Not stated"))] if key in wanted}


def period_name(period: Period) -> str:
    """As the heading of a row: 09/2026, Q3/2026, 2026."""
    if period.unit == MONTH:
        return f"{period.first:%m/%Y}"
    if period.unit == QUARTER:
        return _("Q%(number)s/%(year)s") % {"number": period.number, "year": period.first.year}
    return f"{period.first.year}"


def durations_table(found: Sequence[Duration]) -> Table:
    heads = [_("Stage"), _("Cases"), _("Median, days"), _("A quarter took at most"), _("Three quarters took at most")]
    rows = [
        (each.label, each.cases.count, round(each.median), round(each.quarter), round(each.three_quarters))
        for each in found
    ]
    return Table(_("Time per stage"), heads, rows)


def values_table(found: Values) -> Table:
    rows = [
        (_("Transfer contracts signed"), found.contracts),
        (_("of these with a value"), found.valued),
        (_("Value of these contracts"), Dong(found.total)),
    ]
    return Table(_("Value of contracts"), [_("Figure"), _("Number")], rows)


def reasons_table(closed: Counter[str], declined: Counter[str]) -> Table:
    """Why cooperations ended without result, beside why interests were declined, the most frequent first."""
    names = reason_names()
    codes = sorted({*closed, *declined}, key=lambda code: (-closed[code] - declined[code], code))
    heads = [_("Reason"), _("Cooperations closed"), _("Interests declined")]
    rows = [(names.get(code, code) or _("no reason given"), closed[code], declined[code]) for code in codes]
    return Table(_("Why it ended without result"), heads, rows)


def reason_names() -> dict[str, str]:
    return {concept.code: concept.name for concept in Concept.objects.of("decline_reason")}


def loads_table(found: Sequence[Load]) -> Table:
    rows = [
        (each.officer.full_name if each.officer else _("Not assigned"), each.running, each.stalled, each.late)
        for each in found
    ]
    heads = [_("Officer"), _("Cooperations under way"), _("Stalled"), _("Overdue")]
    return Table(_("Who looks after how many"), heads, rows)
