"""Pages of the shell: home, desk, style guide, and the choice of theme."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation, User
from catalog.browsing import FIELDS, entries
from catalog.models import Kind, Listing
from cooperation.models import Interest, SuccessStory
from exchange.browse_views import newest_of
from exchange.desk import desk_of
from exchange.style_guide import samples
from taxonomy.models import Concept

THEMES = ("light", "dark")
A_YEAR = 365 * 24 * 3600
NEWEST = 3
ACCEPTED = Q(state=Interest.State.ACCEPTED)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, where to search, how much there is, what is new, and how to browse."""
    published = Listing.objects.published()
    offers, needs = newest_of(published, number=NEWEST)
    numbers = dict(published.values("kind").annotate(number=Count("pk")).values_list("kind", "number"))
    context = {
        "needs": needs,
        "offers": offers,
        "need_count": numbers.get(Kind.NEED, 0),
        "offer_count": numbers.get(Kind.OFFER, 0),
        "organisation_count": Organisation.objects.active().count(),
        **Interest.objects.aggregate(interest_count=Count("pk"), accepted_count=Count("pk", filter=ACCEPTED)),
        "fields": entries(FIELDS, list(Concept.objects.of(FIELDS.code).roots()), today=timezone.localdate()),
        "stories": SuccessStory.objects.public().with_sides()[:NEWEST],
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


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent this; what says nothing is no browser of today."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site:
        return site == "same-origin"
    return not origin or origin == f"{request.scheme}://{request.get_host()}"


@csrf_exempt  # a token would give every visitor a cookie; the choice harms nobody, and foreign pages are refused
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or back to the device's choice; returns to the page it came from."""
    if not is_from_here(request):
        raise PermissionDenied
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
