"""The report of a month, quarter or year: as a page, a PDF file and an Excel file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import officer_required
from cooperation.funnel.periods import MONTH, QUARTER, YEAR, Period, last_complete_quarter, latest, named
from cooperation.funnel.report import Report, report_of, title_of
from cooperation.funnel.tables import period_name
from exchange.pdf import pdf_response
from taxonomy.spreadsheets import CONTENT_TYPE, workbook

#: How many periods of each length are offered, the one that runs among them.
OFFERED = {QUARTER: 8, MONTH: 12, YEAR: 3}


@officer_required
@require_safe
def report_page(request: HttpRequest) -> HttpResponse:
    """The report of the period in the address, else of the last complete quarter."""
    period = asked(request)
    today = timezone.localdate()
    offered = [each for unit, count in OFFERED.items() for each in latest(today, unit, count=count)]
    report = report_of(period)
    context = page_of(report) | {
        "periods": [(each.name, period_name(each)) for each in offered],
        "pdf": f"{reverse('exchange:period-report-pdf')}?period={period.name}",
        "excel": f"{reverse('exchange:period-report-excel')}?period={period.name}",
    }
    return render(request, "exchange/period_report.html", context)


def asked(request: HttpRequest) -> Period:
    name = request.GET.get("period", "")
    period = named(name) if name else last_complete_quarter(timezone.localdate())
    if period is None:
        raise Http404
    return period


def page_of(report: Report) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "title": title_of(report.period),
        "period": report.period,
        "tables": report.tables,
        "is_running": report.period.last >= today,
    }


@officer_required
@require_safe
def report_pdf(request: HttpRequest) -> HttpResponse:
    report = report_of(asked(request))
    return pdf_response(
        request, "pdf/period_report.html", page_of(report), filename=f"cungcau-{report.period.name}.pdf"
    )  # fmt: skip


@officer_required
@require_safe
def report_excel(request: HttpRequest) -> HttpResponse:
    report = report_of(asked(request))
    response = HttpResponse(workbook([table.sheet for table in report.tables]), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="cungcau-{report.period.name}.xlsx"'
    return response
