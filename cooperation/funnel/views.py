"""The officers' page of what suggestions lead to, and the same figures as an Excel file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import officer_required
from accounts.requests import person
from cooperation.funnel import figures, tables
from cooperation.funnel.counting import By, Scope, Step, count_steps
from cooperation.funnel.forms import ScopeForm
from cooperation.funnel.periods import QUARTER, YEAR, latest
from cooperation.funnel.tables import Table
from cooperation.models import Cooperation
from taxonomy.spreadsheets import CONTENT_TYPE, workbook

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Funnel:
    """All figures of one scope, as tables."""

    steps: dict[str, int]
    breakdown: Table
    durations: Table
    values: figures.Values
    reasons: Table
    completed: int
    closed: int

    @property
    def tables(self) -> list[Table]:
        numbers: dict[str, int | None] = {**self.steps}
        return [
            tables.steps_table(numbers), self.breakdown, self.durations, tables.values_table(self.values), self.reasons
        ]  # fmt: skip


def funnel_of(scope: Scope, by: By) -> Funnel:
    completed, closed = figures.ended(scope)
    found = count_steps(scope, by)
    return Funnel(
        steps={step: cell.count for step, cell in found.totals.items()},
        breakdown=tables.breakdown_table(by, tables.counts(found.broken_down[by])),
        durations=tables.durations_table(figures.durations(scope)),
        values=figures.contract_values(scope),
        reasons=tables.reasons_table(figures.closed_because(scope), figures.declined_because(scope)),
        completed=completed,
        closed=closed,
    )


@officer_required
@require_safe
def funnel_page(request: HttpRequest) -> HttpResponse:
    """Steps, time, reasons, values and loads of the period and codes in the address."""
    now, user = timezone.now(), person(request)
    form = ScopeForm(request.GET)
    scope, by = form.asked()
    found = funnel_of(scope, by)
    waiting = waiting_for(user, now=now)
    context = {
        "form": form,
        "found": found,
        "steps": [{"label": Step(step).label, "value": number} for step, number in found.steps.items()],
        "figures": headline(found),
        "presets": presets(form, today=timezone.localdate(now)),
        "waiting": waiting[:MOST_SHOWN],
        "waiting_count": waiting.count(),
        "loads": tables.loads_table(loads_for(user, now=now)),
        "excel": f"{reverse('cooperation:funnel-excel')}?{request.GET.urlencode()}",
    }
    return render(request, "cooperation/funnel/page.html", context, status=422 if form.errors else 200)


def waiting_for(user: User, *, now: datetime) -> Any:
    """Old memoranda without a contract that this officer may open."""
    visible = Cooperation.objects.visible_to(user).values("pk")
    return figures.memoranda_without_contract(now=now).filter(pk__in=visible)


def loads_for(user: User, *, now: datetime) -> list[figures.Load]:
    """A manager sees everybody's, an officer the own and what nobody looks after."""
    found = figures.loads(now=now)
    return found if user.is_manager else [each for each in found if each.officer in (user, None)]


def headline(found: Funnel) -> list[dict[str, Any]]:
    value = tables.in_words(tables.Dong(found.values.total)) if found.values.valued else tables.NONE
    return [
        {"value": found.steps[Step.CONTRACT], "label": _("transfer contracts signed"), "key": True},
        {"text": value, "label": _("value of the contracts that name one")},
        {"value": found.completed, "label": _("cooperations completed")},
        {"value": found.closed, "label": _("cooperations closed without result")},
    ]


def presets(form: ScopeForm, *, today: date) -> list[dict[str, Any]]:
    """The periods asked for most, as links that keep the other choices."""
    periods = [*latest(today, QUARTER, count=2), *latest(today, YEAR, count=2)]
    spans = [(tables.period_name(each), f"{each.first}", f"{each.last}") for each in periods]
    asked = {name: form.data.get(name, "") for name in ("first", "last", "field", "industry", "province", "by")}
    return [
        {
            "label": label,
            "url": address_with({**asked, "first": first, "last": last}),
            "current": (asked["first"], asked["last"]) == (first, last),
        }
        for label, first, last in [(_("Since the beginning"), "", ""), *spans]
    ]


def address_with(asked: Mapping[str, str]) -> str:
    return "?" + urlencode({name: value for name, value in asked.items() if value})


@officer_required
@require_safe
def funnel_excel(request: HttpRequest) -> HttpResponse:
    """The tables of the page in sheets, and all memoranda that wait."""
    now, user = timezone.now(), person(request)
    form = ScopeForm(request.GET)
    found = [*funnel_of(*form.asked()).tables, tables.loads_table(loads_for(user, now=now))]
    found.append(waiting_table(waiting_for(user, now=now)))
    response = HttpResponse(workbook([table.sheet for table in found]), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="cungcau-funnel-{timezone.localdate(now):%Y-%m-%d}.xlsx"'
    return response


def waiting_table(waiting: Any) -> Table:
    heads = [_("Reference"), _("Title"), _("Demand side"), _("Supply side"), _("Officer"), _("Memorandum signed on")]
    rows = [
        (
            each.reference, each.title, each.need_side.name, each.offer_side.name,
            each.officer.full_name if each.officer else "", f"{timezone.localdate(each.signed_at):%d/%m/%Y}",
        )
        for each in waiting
    ]  # fmt: skip
    return Table(_("Memoranda without contract"), heads, rows)
