"""What came of one's own listing, and the end of the letters about it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import member_required
from accounts.requests import person
from catalog.models import Listing
from cooperation import report_letters
from cooperation.models import ReportOptOut
from cooperation.report_advice import advice_for
from cooperation.reporting import Period, Report, reports

SINCE_EVER = datetime(2000, 1, 1, tzinfo=UTC)


@member_required
@require_safe
def listing_report(request: HttpRequest, reference: str) -> HttpResponse:
    """How often a listing was shown and suggested, what was answered and what would help; for its own organisation."""
    listings = Listing.objects.of(request.user).select_related("organisation")
    listing = get_object_or_404(listings.exclude(published_at=None), reference=reference)
    now = timezone.now()
    month, period = report_letters.last_month(timezone.localdate(now))
    ever = reports([listing.pk], period=(SINCE_EVER, now))[listing.pk]
    names = report_letters.reason_names()
    context = {
        "listing": listing,
        "counted_since": listing.attention.aggregate(since=Min("day"))["since"],
        "figures": figures(ever),
        "month": month,
        "month_figures": figures(reports([listing.pk], period=period)[listing.pk])
        if was_there(listing, period)
        else None,
        "reasons": [{"label": names.get(code, code), "value": count} for code, count in ever.reasons],
        "declined": ever.declined,
        "advice": [
            {"reason": names.get(code, code), "text": text}
            for code, _count in ever.reasons[:3]
            if (text := advice_for(listing, code))
        ],
        "gets_letters": not ReportOptOut.objects.filter(user=person(request)).exists(),
    }
    return render(request, "cooperation/report/page.html", context)


def was_there(listing: Listing, period: Period) -> bool:
    """Whether the listing was public for at least a part of the period."""
    return listing.published_at is not None and listing.published_at <= period[1]


def figures(report: Report) -> list[dict[str, Any]]:
    return [
        {"value": report.shown, "label": ngettext("time shown in results", "times shown in results", report.shown)},
        {"value": report.opened, "label": ngettext("time opened", "times opened", report.opened)},
        {"value": report.suggested, "label": ngettext("suggestion", "suggestions", report.suggested)},
        {"value": report.received, "label": _("expressions of interest received")},
        {"value": report.answers, "label": ngettext("answer by others", "answers by others", report.answers)},
        {"value": report.interested, "label": _("of them interested")},
    ]


@member_required
@require_POST
def choose_letters(request: HttpRequest) -> HttpResponse:
    """Get the monthly letters, or not."""
    wants = request.POST.get("letters") == "on"
    if wants:
        report_letters.resume(person(request))
        messages.success(request, _("You get the monthly letter again."))
    else:
        report_letters.stop(person(request), now=timezone.now())
        messages.success(request, _("You get no more monthly letters."))
    return redirect("catalog:own-listings")


# The token is the authority: mail programmes post here without cookies (RFC 8058).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report_stop(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button; only POST ends the letters, because mail scanners follow links."""
    try:
        user = report_letters.reader_of(token)
    except report_letters.BadToken:
        return render(request, "accounts/unsubscribe_bad.html", status=404)
    if request.method == "POST":
        report_letters.stop(user, now=timezone.now())
    return render(request, "cooperation/report/stop.html", {"done": request.method == "POST"})
