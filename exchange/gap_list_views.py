"""The public list of needs that found no answer yet."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cooperation.gap_list import unmet_needs

PER_PAGE = 24


@require_safe
def gap_list(request: HttpRequest) -> HttpResponse:
    """Unmet needs, the newest first; whoever can help expresses interest or posts an offer."""
    needs = unmet_needs(today=timezone.localdate()).order_by("-published_at", "-pk").for_cards()
    page = Paginator(needs, PER_PAGE).get_page(request.GET.get("page", "1")[:9])
    context = {
        "page": page,
        "days": settings.TRIAGE_WORKING_DAYS,
        "crumbs": [{"label": _("Unmet needs"), "url": ""}],
    }
    return render(request, "exchange/gap_list.html", context)
