"""Pages of the shell."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

THEMES = ("light", "dark")
A_YEAR = 365 * 24 * 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "exchange/home.html", {})


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    return render(request, "exchange/style_guide.html", {})


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or back to the device's choice; returns to the page it came from."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponse(status=303, headers={"Location": target})
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response
