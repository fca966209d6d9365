"""An organisation's page: who it is, and what it has published."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.organisation_views import public_page
from catalog.models import Listing

PER_PAGE = 12


@require_safe
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page; an anonymous need is not on it, whoever looks."""
    context = public_page(request, slug)
    listings = Listing.objects.published().filter(organisation=context["organisation"], is_anonymous=False)
    page = Paginator(listings.order_by("-published_at", "-pk").for_cards(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "exchange/organisation.html", context | {"page": page})
