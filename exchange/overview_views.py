"""The officers' overview, and the same figures as an Excel file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import officer_required
from catalog.models import Listing, ListingQuerySet, ProblemReport
from exchange import overview
from taxonomy.spreadsheets import CONTENT_TYPE, Sheet, workbook


@officer_required
@require_safe
def overview_page(request: HttpRequest) -> HttpResponse:
    """Numbers that lead to the work behind them, the first rows of it, and charts."""
    now = timezone.now()
    found, months = overview.numbers(now=now), overview.by_month(now=now)
    fields = overview.by_field(today=timezone.localdate(now))
    context = {
        "work": work(found),
        "expiring": overview.expiring(today=timezone.localdate(now))[: overview.MOST_SHOWN],
        "stale": overview.stale(now=now)[: overview.MOST_SHOWN],
        "reports": ProblemReport.objects.open()
        .select_related("listing")
        .order_by("reported_at")[: overview.MOST_SHOWN],
        "numbers": found,
        "field_offers": [{"label": each.concept.name, "value": each.tally.offers, "url": each.url} for each in fields],
        "field_needs": [{"label": each.concept.name, "value": each.tally.needs, "url": each.url} for each in fields],
        "month_offers": [{"label": each.first.strftime("%m/%y"), "value": each.offers} for each in months],
        "month_needs": [{"label": each.first.strftime("%m/%y"), "value": each.needs} for each in months],
    }
    return render(request, "exchange/overview.html", context)


def work(found: overview.Numbers) -> list[dict[str, Any]]:
    """Each number with where the work is done; what is late stands out."""
    queue, triage = reverse("catalog:review-queue"), reverse("cooperation:triage")
    return [
        {"label": _("submitted in the last 7 days"), "value": found.new, "url": f"{queue}?group=all&sort=newest"},
        {"label": _("reviews overdue"), "value": found.overdue, "url": f"{queue}?group=all", "is_late": True},
        {"label": _("needs past their time"), "value": found.late_needs, "url": f"{triage}?group=all", "is_late": True},
        {"label": _("ending within 30 days"), "value": found.expiring, "url": "#expiring"},
        {"label": _("standing still for half a year"), "value": found.stale, "url": "#stale"},
        {"label": _("problem reports open"), "value": found.reported, "url": reverse("catalog:problem-reports")},
    ]


@officer_required
@require_safe
def overview_excel(_request: HttpRequest) -> HttpResponse:
    """The figures, and all listings that end soon or stand still, in sheets."""
    now = timezone.now()
    today, head = timezone.localdate(now), (_("Offers"), _("Needs"))
    sheets: list[Sheet] = [
        (
            _("Work"),
            [(_("What"), _("Number")), *((each["label"], each["value"]) for each in work(overview.numbers(now=now)))],
        ),
        (
            _("Fields"),
            [
                (_("Field"), *head),
                *((each.concept.name, each.tally.offers, each.tally.needs) for each in overview.by_field(today=today)),
            ],
        ),
        (
            _("Months"),
            [
                (_("Month"), *head),
                *((f"{each.first:%m/%Y}", each.offers, each.needs) for each in overview.by_month(now=now)),
            ],
        ),
        (_("Ending soon"), rows_of(overview.expiring(today=today))),
        (_("Standing still"), rows_of(overview.stale(now=now))),
    ]
    response = HttpResponse(workbook(sheets), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="cungcau-{today:%Y-%m-%d}.xlsx"'
    return response


def rows_of(listings: ListingQuerySet) -> list[tuple[str, ...]]:
    head = (_("Title"), _("Reference"), _("Organisation"), _("Officer"), _("Published on"), _("Valid until"))
    return [head, *(row_of(each) for each in listings)]


def row_of(listing: Listing) -> tuple[str, ...]:
    published = timezone.localdate(listing.published_at) if listing.published_at else None
    return (
        listing.title,
        listing.reference,
        listing.organisation.name,
        listing.officer.full_name if listing.officer else "",
        f"{published:%d/%m/%Y}" if published else "",
        f"{listing.valid_until:%d/%m/%Y}" if listing.valid_until else "",
    )
