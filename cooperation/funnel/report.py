"""The report of a month, quarter or year for the People's Committee and the ministry, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from catalog.models import Kind, ListingClosing, ListingEvent
from cooperation.funnel import figures, tables
from cooperation.funnel.counting import By, Scope, Step, count_steps
from cooperation.funnel.periods import MONTH, YEAR, Period
from cooperation.funnel.tables import Table, Value
from cooperation.funnel.withholding import Cell
from cooperation.models import Triage


@dataclass(frozen=True, slots=True)
class Report:
    """What happened in a period."""

    period: Period
    listings: Table
    triage: Table
    steps: Table
    values: Table
    endings: Table
    reasons: Table
    durations: Table
    fields: Table
    provinces: Table

    @property
    def tables(self) -> list[Table]:
        return [
            self.listings, self.triage, self.steps, self.values, self.endings, self.reasons, self.durations,
            self.fields, self.provinces,
        ]  # fmt: skip


def report_of(period: Period) -> Report:
    scope = Scope(period.first, period.last)
    found = count_steps(scope, By.FIELD, By.PROVINCE)
    return Report(
        period=period,
        listings=listings_table(scope),
        triage=triage_table(scope),
        steps=steps_table(period, found.totals),
        values=tables.values_table(figures.contract_values(scope)),
        endings=endings_table(scope),
        reasons=tables.reasons_table(figures.closed_because(scope), figures.declined_because(scope)),
        durations=tables.durations_table(figures.durations(scope)),
        fields=tables.breakdown_table(By.FIELD, tables.counts(found.broken_down[By.FIELD])),
        provinces=tables.breakdown_table(By.PROVINCE, tables.counts(found.broken_down[By.PROVINCE])),
    )


def title_of(period: Period) -> str:
    if period.unit == YEAR:
        return _("Report on %(year)s") % {"year": period.first.year}
    words = {"number": period.number, "year": period.first.year}
    if period.unit == MONTH:
        return _("Report on month %(number)s/%(year)s") % words
    return _("Report on quarter %(number)s/%(year)s") % words


def listings_table(scope: Scope) -> Table:
    """What became of offers and needs; a listing counts once in a row."""
    rows = ListingEvent.objects.filter(scope.within("at"), action__in=("publish", "fulfil", "expire", "withdraw"))
    counted = {
        (action, kind): number
        for action, kind, number in rows.order_by()
        .values_list("action", "listing__kind")
        .annotate(Count("listing", distinct=True))
    }
    ended = ListingClosing.objects.filter(
        scope.within("listing__events__at"), listing__events__action="fulfil", through_portal__in=("yes", "partly")
    )
    through = dict(ended.order_by().values_list("listing__kind").annotate(Count("listing", distinct=True)))
    names = {
        "publish": _("Published"), "fulfil": _("Fulfilled: a partner was found"), "expire": _("Expired"),
        "withdraw": _("Withdrawn"),
    }  # fmt: skip
    found: list[list[Value]] = [
        [name, *(counted.get((action, kind), 0) for kind in (Kind.OFFER, Kind.NEED))] for action, name in names.items()
    ]
    found.insert(
        2, [_("of these with a part of the portal"), *(through.get(kind, 0) for kind in (Kind.OFFER, Kind.NEED))]
    )
    return Table(_("Listings"), [_("What happened"), _("Offers"), _("Needs")], found)


def triage_table(scope: Scope) -> Table:
    """How needs were answered, and how many of the period still wait."""
    ended = Triage.objects.filter(scope.within("ended_at")).exclude(outcome="")
    counted = Counter(dict(ended.order_by().values_list("outcome").annotate(Count("pk"))))
    waiting = Triage.objects.filter(scope.within("started_at"), outcome="").count()
    rows: list[tuple[str, int]] = [(str(label), counted[code]) for code, label in Triage.Outcome.choices]
    rows.append((_("Published in the period, still waiting"), waiting))
    return Table(_("Answers to needs"), [_("Outcome"), _("Needs")], rows)


def steps_table(period: Period, now: Mapping[str, Cell]) -> Table:
    """Each step in the period, in the one before, and up to the end of the period."""
    before = period.before
    columns = [
        now,
        *(count_steps(scope).totals for scope in (Scope(before.first, before.last), Scope(last=period.last))),
    ]
    rows: list[list[Value]] = [
        [str(label), *(column[step].count for column in columns)] for step, label in Step.choices
    ]
    heads: Sequence[str] = [
        _("Step"), tables.period_name(period), tables.period_name(before), _("Since the beginning")
    ]  # fmt: skip
    return Table(_("From suggestion to production"), heads, rows)


def endings_table(scope: Scope) -> Table:
    completed, closed = figures.ended(scope)
    rows = [(_("Completed"), completed), (_("Closed without result"), closed)]
    return Table(_("Cooperations that ended"), [_("How"), _("Number")], rows)
