"""Choosing the fields of the weekly letter, and ending it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import consent
from accounts.permissions import member_required
from accounts.requests import person
from cooperation.gap_letters import subscribing
from cooperation.gap_letters.forms import GapLettersForm


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Subscribe, or change the fields; who comes from a field of the list finds it ticked."""
    user = person(request)
    subscription = subscribing.subscription_of(user)
    gets_letters = consent.has_given(user, subscribing.PURPOSE)
    chosen = subscription.fields if subscription else request.GET.getlist("field")[:1]
    form = GapLettersForm(
        request.POST if request.method == "POST" else None,
        initial={"fields_wanted": chosen, "agreed": gets_letters},
    )
    if request.method == "POST" and form.is_valid():
        subscribing.choose(user=user, fields=form.cleaned_data["fields_wanted"], now=timezone.now())
        messages.success(request, _("You get new unmet needs of these fields by e-mail, at most once a week."))
        return redirect("cooperation:gap-letters")
    trail = [
        {"label": _("Unmet needs"), "url": reverse("catalog:gap-list")},
        {"label": _("Weekly letter of unmet needs"), "url": ""},
    ]
    context = {"form": form, "gets_letters": gets_letters, "trail": trail}
    return render(request, "cooperation/gap_letters/choose.html", context)


@member_required
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    subscribing.stop(user=person(request), now=timezone.now())
    messages.success(request, _("You get no more letters about unmet needs."))
    return redirect("cooperation:gap-letters")
