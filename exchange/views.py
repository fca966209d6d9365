"""Pages of the shell: home, desk, style guide, and the choice of theme."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation, User
from catalog.models import Listing
from cooperation.models import Interest
from exchange.desk import desk_of
from exchange.style_guide import samples

THEMES = ("light", "dark")
A_YEAR = 365 * 24 * 3600
NEWEST = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, where to search, how much there is, and what is new."""
    published = Listing.objects.published()
    needs = list(published.needs().order_by("-published_at", "-pk").for_cards()[:NEWEST])
    offers = list(published.offers().order_by("-published_at", "-pk").for_cards()[:NEWEST])
    context = {
        "needs": needs,
        "offers": offers,
        "need_count": published.needs().count(),
        "offer_count": published.offers().count(),
        "organisation_count": Organisation.objects.active().count(),
        "interest_count": Interest.objects.count(),
        "accepted_count": Interest.objects.filter(state=Interest.State.ACCEPTED).count(),
        "examples": [listing for listing in [*needs, *offers] if listing.keywords][:5],
    }
    return render(request, "exchange/home.html", context)


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The next actions of the person's organisations; officers go on to their queue."""
    assert isinstance(request.user, User)
    organisations = list(Organisation.objects.of(request.user))
    if not organisations and request.user.is_officer:
        return redirect("catalog:review-queue")
    context = {"desk": desk_of(request.user, today=timezone.localdate()), "has_organisation": bool(organisations)}
    return render(request, "exchange/desk.html", context)


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    return render(request, "exchange/style_guide.html", samples())


# Without a token: visitors' pages hold none, so that caches may keep them, and a colour scheme is no secret.
@csrf_exempt
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or back to the device's choice; returns to the page it came from."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    response.status_code = 303
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response
