"""The officers' queue with what else is late: the listings are the catalogue's, the clock of needs is cooperation's."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import officer_required
from catalog.review_views import queue_page
from cooperation.triage_queue import LATE, late_needs


@officer_required
@require_safe
def review_queue(request: HttpRequest) -> HttpResponse:
    """The groups of listings, and one more that leads to the needs past their deadline."""
    now, today = timezone.now(), timezone.localdate()
    context = queue_page(request, now=now, today=today, beside={LATE: late_needs(today)})
    context["tabs"].append(
        {
            "label": _("Late needs"),
            "url": f"{reverse('cooperation:triage')}?group={LATE}",
            "current": False,
            "count": context["beside"][LATE],
        }
    )
    return render(request, "catalog/review/queue.html", context)
