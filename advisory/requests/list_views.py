"""Lists of requests: a member's or expert's own, and those that officers look after."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.permissions import officer_required
from accounts.requests import person
from advisory.models import OPEN, RequestState, ServiceRequest
from catalog.review_pages import due_by

PER_PAGE = 25
OPEN_FIRST = Case(When(state__in=OPEN, then=0), default=1)
GROUPS: dict[str, str | Promise] = {
    "open": _("In hand"), "new": _("Not assigned"), "mine": _("Mine"), "late": _("Overdue"), "ended": _("Ended"),
}  # fmt: skip


@login_required
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What one's organisations have asked for, and what one is asked for as an expert; open ones first."""
    user = person(request)
    found = ServiceRequest.objects.asked_by(user) | ServiceRequest.objects.for_expert(user)
    rows = found.distinct().select_related("organisation", "officer").order_by(OPEN_FIRST, "-changed_at", "-pk")
    page = page_of(request, rows)
    mine = set(user.memberships.values_list("organisation", flat=True))
    shown = [
        {
            "row": row,
            "due": due_of(row, timezone.localdate()),
            "names": row.organisation_id in mine or not row.hides_name,
        }
        for row in page
    ]
    return render(request, "advisory/requests/own_list.html", {"page": page, "rows": shown})


@officer_required
@require_safe
def staff_requests(request: HttpRequest) -> HttpResponse:
    """The officers' list: what is overdue first, then what has waited longest for an officer."""
    today, user = timezone.localdate(), person(request)
    wanted = request.GET.get("group", "")
    group = wanted if wanted in GROUPS else "open"
    conditions = {
        "open": Q(state__in=OPEN), "new": Q(state__in=OPEN, officer=None),
        "mine": Q(state__in=OPEN, officer=user), "late": Q(state=RequestState.UNDER_WAY, due_on__lt=today),
        "ended": ~Q(state__in=OPEN),
    }  # fmt: skip
    counts = ServiceRequest.objects.order_by().aggregate(
        **{name: Count("pk", filter=condition) for name, condition in conditions.items()}
    )
    rows = ServiceRequest.objects.filter(conditions[group]).select_related("organisation", "officer")
    late_first = Case(When(state=RequestState.UNDER_WAY, due_on__lt=today, then=0), default=1)
    page = page_of(request, rows.order_by(late_first, F("due_on").asc(nulls_first=True), "created_at", "pk"))
    context = {
        "page": page,
        "rows": [{"row": row, "due": due_of(row, today), "names": True} for row in page],
        "tabs": [
            {"label": label, "url": f"?group={name}", "current": name == group, "count": counts[name]}
            for name, label in GROUPS.items()
        ],
    }
    return render(request, "advisory/requests/staff_list.html", context)


def page_of(request: HttpRequest, rows: QuerySet[ServiceRequest]) -> Page[ServiceRequest]:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "1")[:9])


def due_of(row: ServiceRequest, today: date) -> Any:
    return due_by(row.due_on, today=today) if row.state == RequestState.UNDER_WAY and row.due_on else None
