"""The demonstration's sign-ins and mailbox; elsewhere these pages do not exist."""

from __future__ import annotations

from functools import wraps

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from accounts.demo import DEMO_ACCOUNTS
from accounts.models import DemoMail, User
from accounts.throttling import View

PER_PAGE = 25
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def demo_only(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@demo_only
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demonstration's people with one press."""
    email = request.POST.get("email", "")
    if email not in {account.email for account in DEMO_ACCOUNTS}:
        raise Http404
    login(request, get_object_or_404(User, email=email, is_active=True), backend=BACKEND)
    return redirect("exchange:desk")


@demo_only
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """All letters of the demonstration, or those to one address."""
    rows = DemoMail.objects.defer("text", "html", "headers")
    address = request.GET.get("to", "").strip()[:254]
    if address:
        rows = rows.filter(to__iexact=address)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "")[:9])
    return render(request, "accounts/mailbox.html", {"page": page, "address": address})


@demo_only
@require_safe
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    letter = get_object_or_404(DemoMail, pk=pk)
    shown = [name for name in ("From", "Reply-To", "Message-ID", "List-Unsubscribe") if letter.headers.get(name)]
    headers = [{"label": name, "value": letter.headers[name]} for name in shown]
    return render(request, "accounts/mail.html", {"letter": letter, "headers": headers})


# The letter's own page inside a frame: its inline styles are allowed, scripts and everything else are not.
@demo_only
@require_safe
@xframe_options_sameorigin
@csp_replace(  # type: ignore[arg-type]
    {
        "default-src": ["'none'"],
        "script-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "frame-ancestors": ["'self'"],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox", "allow-top-navigation-by-user-activation"],
    }
)
def mail_html(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001
    letter = get_object_or_404(DemoMail, pk=pk)
    # Links open in the whole window, not in the frame.
    html = letter.html.replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(html)
