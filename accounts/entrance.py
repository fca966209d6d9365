"""allauth's pages that write letters or make accounts: throttled per address, and atomic with their letters."""

from __future__ import annotations

from allauth.account import views as account_views
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path

from accounts.throttling import View, throttled

AN_HOUR = 3600
SIGN_UPS = 40
LETTERS = 30
PASSWORD_CHANGES = 30


@throttled("sign-up", SIGN_UPS, AN_HOUR, methods=("POST",))
def signup(request: HttpRequest) -> HttpResponseBase:
    """Account, choices and letter are written together; of two sign-ups at once with one address the second waits."""
    try:
        with transaction.atomic():
            response: HttpResponseBase = account_views.signup(request)
            return response
    except IntegrityError:
        return redirect("account_email_verification_sent")


def guarded(view: View, scope: str, limit: int) -> View:
    @throttled(scope, limit, AN_HOUR, methods=("POST",))
    def page(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
        with transaction.atomic():
            return view(request, **kwargs)

    return page


urlpatterns = [
    path("signup/", signup, name="account_signup"),
    path("password/reset/", guarded(account_views.password_reset, "reset", LETTERS), name="account_reset_password"),
    path(
        "password/change/",
        guarded(account_views.password_change, "change-password", PASSWORD_CHANGES),
        name="account_change_password",
    ),
    path("email/", guarded(account_views.email, "addresses", LETTERS), name="account_email"),
]
