"""Officers and administrators need a second factor before anything else."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User

OPEN_NAMES = frozenset(
    {"account_logout", "account_reauthenticate", "set-theme", "health", "site-text", "contact", "search-suggest"}
)


class SecondFactorMiddleware:
    """Sends officers and administrators without a second factor to the page that sets one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or is_open(request) or not needs_second_factor(request.user):
            return None
        messages.warning(request, _("Please set up a second factor first: your role requires it."))
        return redirect("mfa_index")


def is_open(request: HttpRequest) -> bool:
    """Pages one needs to set up a second factor, or to leave."""
    name = (request.resolver_match.url_name or "") if request.resolver_match else ""
    return name.startswith("mfa_") or name in OPEN_NAMES


def needs_second_factor(user: object) -> bool:
    if not (isinstance(user, User) and (user.is_officer or user.is_staff)):
        return False
    return not get_adapter().is_mfa_enabled(user)
