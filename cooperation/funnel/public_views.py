"""What everybody may know of the results: sums that tell of no organisation, as of the end of the last quarter.

Figures of yesterday beside those of today would tell of the one contract between them, so they move four times a year.
"""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cooperation.funnel import figures, tables
from cooperation.funnel.counting import By, Counted, Numbers, Scope, Step, count_steps
from cooperation.funnel.figures import Duration
from cooperation.funnel.periods import last_complete_quarter
from cooperation.funnel.tables import Table
from cooperation.funnel.withholding import LEAST, Cell, open_parts, open_total

KEPT_SECONDS = 600
BREAKDOWNS = (By.YEAR, By.FIELD, By.INDUSTRY, By.PROVINCE)


@require_safe
def results_page(request: HttpRequest) -> HttpResponse:
    """How many suggestions, interests, memoranda, contracts and technologies in production there have been."""
    quarter = last_complete_quarter(timezone.localdate())
    scope = Scope(last=quarter.last)
    found = counted_until(scope)
    steps = {step: open_total(cell) for step, cell in found.totals.items()}
    context = {
        "until": quarter.last,
        "steps": tables.steps_table(steps),
        "bars": [{"label": Step(step).label, "value": number} for step, number in steps.items() if number is not None],
        "has_results": any(cell.count for cell in found.totals.values()),
        "value": open_value(scope),
        "breakdowns": [open_breakdown(by, found.broken_down[by]) for by in BREAKDOWNS],
        "durations": tables.durations_table(
            [each for each in figures.durations(scope, with_organisations=True) if is_open(each)]
        ),
        "least": LEAST,
        "crumbs": [{"label": _("Results"), "url": ""}],
    }
    return render(request, "cooperation/funnel/public.html", context)


def counted_until(scope: Scope) -> Counted:
    """The numbers behind the page, kept for a while: anybody may ask for them, and they move four times a year."""
    name = f"results:{scope.last}"
    kept: Counted | None = cache.get(name)
    if kept is None:
        kept = count_steps(scope, *BREAKDOWNS, with_organisations=True)
        cache.set(name, kept, KEPT_SECONDS)
    return kept


def open_breakdown(by: By, numbers: Numbers) -> Table:
    """The numbers that may be shown; the parts of every step are judged together."""
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
