"""Reporting a problem with a listing, and the officers' list of reports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import officer_required
from accounts.requests import person
from accounts.throttling import throttled
from catalog import problem_reports
from catalog.forms.reports import ReportForm, SettleForm
from catalog.models import Listing, ProblemReport
from catalog.permissions import can_review

PER_PAGE = 25
OPEN, SETTLED = ProblemReport.State.OPEN, ProblemReport.State.SETTLED


@require_http_methods(["GET", "HEAD", "POST"])
@throttled("report", limit=10, seconds=3600, methods=("POST",))
def report_problem(request: HttpRequest, reference: str) -> HttpResponse:
    """Anybody who sees a listing may say what is wrong with it."""
    listing = get_object_or_404(Listing.objects.visible_to(request.user), reference=reference)
    form = ReportForm(request.POST or None)
    if request.method == "POST":
        if form.is_from_a_machine:
            return sent(listing)
        if form.is_valid():
            problem_reports.report(listing=listing, by=request.user, now=timezone.now(), **form.values)
            return sent(listing)
    context = {"listing": listing, "form": form, "is_sent": "sent" in request.GET and not form.is_bound}
    return render(request, "catalog/report.html", context, status=422 if form.errors else 200)


def sent(listing: Listing) -> HttpResponse:
    """Thanks stand in an address of their own, so that a visitor needs no session for them."""
    return redirect(reverse("catalog:report-problem", args=[listing.reference]) + "?sent=1")


@officer_required
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """What readers have reported: open ones by age, settled ones the latest first."""
    state = SETTLED if request.GET.get("state") == SETTLED else OPEN
    rows = ProblemReport.objects.filter(state=state).select_related("listing", "settled_by", "listing__officer")
    order = ["reported_at", "pk"] if state == OPEN else ["-settled_at", "-pk"]
    page: Page[ProblemReport] = Paginator(rows.order_by(*order), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "tabs": tabs(state), "is_open": state == OPEN}
    return render(request, "catalog/review/reports.html", context)


def tabs(state: str) -> list[dict[str, Any]]:
    address, count = reverse("catalog:problem-reports"), ProblemReport.objects.open().count()
    return [
        {"label": OPEN.label, "url": address, "current": state == OPEN, "count": count},
        {"label": SETTLED.label, "url": f"{address}?state={SETTLED}", "current": state == SETTLED},
    ]


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One report; settling it takes a note."""
    reports = ProblemReport.objects.select_related("listing__officer", "reporter", "settled_by")
    report = get_object_or_404(reports, pk=pk)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return settled(request, report, form.cleaned_data["note"])
    context = {"report": report, "form": form, "may_settle": can_review(request.user, report.listing)}
    return render(request, "catalog/review/report.html", context, status=422 if form.errors else 200)


def settled(request: HttpRequest, report: ProblemReport, note: str) -> HttpResponse:
    try:
        problem_reports.settle(report=report, by=person(request), note=note, now=timezone.now())
    except problem_reports.AlreadySettled:
        messages.info(request, _("A colleague has settled this report meanwhile."))
        return redirect("catalog:problem-report", report.pk)
    except problem_reports.NotAllowed:
        messages.error(request, _("You belong to the organisation of this listing, so another officer settles it."))
        return redirect("catalog:problem-report", report.pk)
    messages.success(request, _("The report is settled."))
    return redirect("catalog:problem-reports")
