"""A person's own copy of what the portal holds about them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import person
from accounts.throttling import throttled
from exchange.own_data import as_json, own_data


@login_required
@require_safe
def own_data_page(request: HttpRequest) -> HttpResponse:
    """What the copy holds, and how to have the account erased."""
    return render(request, "accounts/own_data.html")


@login_required
@require_POST
@throttled("own-data", 10, 3600)
def own_data_file(request: HttpRequest) -> HttpResponse:
    """The copy as a file."""
    now = timezone.now()
    response = HttpResponse(as_json(own_data(person(request), now=now)), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="cungcau-{timezone.localdate(now):%Y-%m-%d}.json"'
    return response
