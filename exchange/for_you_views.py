"""“For you”: what waits for an answer, over all of one's published listings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import member_required
from cooperation.views import signed_in
from exchange.for_you import for_you


@member_required
@require_safe
def for_you_page(request: HttpRequest) -> HttpResponse:
    """The best unanswered suggestions by listing."""
    page, found = for_you(signed_in(request), request.GET.get("page", "1")[:9])
    return render(request, "exchange/for_you.html", {"page": page, "sections": found})
