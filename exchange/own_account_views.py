"""The page on which people delete their account, and the one that says it is done."""

from __future__ import annotations

import time

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.erasure import AlreadyErased
from accounts.models import User
from accounts.requests import person
from accounts.throttling import throttled
from exchange.own_account import InTheWay, StaffAccount, delete_account, is_in_the_way, owned_alone, works_here
from exchange.own_account_forms import DeleteAccountForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@throttled("delete-account", 30, 3600, methods=("POST",))
def account_delete(request: HttpRequest) -> HttpResponse:
    """What is deleted, what stays and why; with password and second factor it is done."""
    user = person(request)
    if lacks_second_factor(request, user):
        return redirect(f"{reverse('mfa_reauthenticate')}?next={request.path}")
    form = DeleteAccountForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            delete_account(user=user, now=timezone.now())
        except AlreadyErased:
            pass
        except (InTheWay, StaffAccount):
            return delete_page(request, DeleteAccountForm(user=user), status=409)
        logout(request)
        return redirect("exchange:account-deleted")
    return delete_page(request, form, status=422 if form.errors else 200)


def delete_page(request: HttpRequest, form: DeleteAccountForm, *, status: int) -> HttpResponse:
    alone = list(owned_alone(form.user))
    context = {
        "form": form,
        "works_here": works_here(form.user),
        "in_the_way": [each for each in alone if is_in_the_way(each)],
        "ending": [each for each in alone if not is_in_the_way(each)],
    }
    return render(request, "accounts/account_delete.html", context, status=status)


def lacks_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether a second factor is set up and was not given lately."""
    if not is_mfa_enabled(user):
        return False
    given = [each["at"] for each in get_authentication_records(request, user) if each.get("method") == "mfa"]
    return not given or time.time() - given[-1] > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


@require_safe
def account_deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/account_deleted.html")
