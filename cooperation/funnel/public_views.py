"""What everybody may know of the results: sums that tell of no organisation, as of the end of the last quarter.

Figures of yesterday beside those of today would tell of the one contract between them, so they move four times a year.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cooperation.funnel import figures, tables
from cooperation.funnel.counting import By, Scope, Step, broken_down, totals
from cooperation.funnel.figures import Duration
from cooperation.funnel.periods import last_complete_quarter
from cooperation.funnel.tables import Table
from cooperation.funnel.withholding import LEAST, Cell, open_parts, open_total

BREAKDOWNS = (By.YEAR, By.FIELD, By.INDUSTRY, By.PROVINCE)


@require_safe
def results_page(request: HttpRequest) -> HttpResponse:
    """How many suggestions, interests, memoranda, contracts and technologies in production there have been."""
    quarter = last_complete_quarter(timezone.localdate())
    scope = Scope(last=quarter.last)
    found = totals(scope, with_organisations=True)
    steps = {step: open_total(cell) for step, cell in found.items()}
    context = {
        "until": quarter.last,
        "steps": tables.steps_table(steps),
        "bars": [{"label": Step(step).label, "value": number} for step, number in steps.items() if number is not None],
        "has_results": any(cell.count for cell in found.values()),
        "value": open_value(scope),
        "breakdowns": [open_breakdown(scope, by) for by in BREAKDOWNS],
        "durations": tables.durations_table([each for each in figures.durations(scope) if is_open(each)]),
        "least": LEAST,
        "crumbs": [{"label": _("Results"), "url": ""}],
    }
    return render(request, "cooperation/funnel/public.html", context)


def open_breakdown(scope: Scope, by: By) -> Table:
    """The numbers that may be shown; the parts of every step are judged together."""
    numbers = broken_down(scope, by, with_organisations=True)
    keys = {key for found in numbers.values() for key in found}
    shown = {
        step: open_parts({key: numbers.get(step, {}).get(key, Cell()) for key in keys}) for step in Step.values
    }  # fmt: skip
    return tables.breakdown_table(by, shown)


def open_value(scope: Scope) -> int | None:
    """The sum of the contracts' values, where so many of so many organisations make it that none can be told."""
    found = figures.contract_values(scope)
    return found.total if found.valued >= LEAST and not found.cases.is_telling else None


def is_open(duration: Duration) -> bool:
    return duration.cases.count >= LEAST and not duration.cases.is_telling
