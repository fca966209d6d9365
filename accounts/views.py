"""One's own settings, and ending letters by a link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts import consent, unsubscribing
from accounts.forms import ConsentForm, SettingsForm
from accounts.requests import person


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = SettingsForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your settings are saved."))
        return redirect("accounts:settings")
    return settings_response(request, form, ConsentForm(user=user))


@login_required
@require_POST
def choices(request: HttpRequest) -> HttpResponse:
    """Give or withdraw consent, one purpose a box."""
    user = person(request)
    form = ConsentForm(request.POST, user=user)
    if form.is_valid():
        form.save(now=timezone.now())
        messages.success(request, _("Your choices are saved."))
        return redirect("accounts:settings")
    return settings_response(request, SettingsForm(user=user), form)


def settings_response(request: HttpRequest, form: SettingsForm, consent_form: ConsentForm) -> HttpResponse:
    return render(request, "accounts/settings.html", {"form": form, "consent_form": consent_form})


# The token is the authority: mail programmes post here without cookies (RFC 8058).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button; only POST ends the letters, because mail scanners follow links."""
    try:
        subscription = unsubscribing.read(token)
    except unsubscribing.BadToken:
        return render(request, "accounts/unsubscribe_bad.html", status=404)
    done = request.method == "POST"
    if done:
        consent.withdraw(user=subscription.user, purpose=subscription.category, now=timezone.now())
    context = {"subscription": subscription, "category": subscription.category.label, "done": done}
    return render(request, "accounts/unsubscribe.html", context)
