"""One's own profile as an expert: written, shown or hidden, and sent to be checked."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from advisory.experts import profiles
from advisory.experts.forms import ProfileForm, initial_of
from advisory.models import ExpertProfile


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_profile(request: HttpRequest) -> HttpResponse:
    """The form, with where the profile stands above it."""
    user, asks = person(request), request.POST.get("ask") == "1"
    profile = ExpertProfile.objects.filter(user=user).select_related("user").first()
    initial = initial_of(profile) if profile else {"name": user.full_name, "languages": ["vi"]}
    form = ProfileForm(request.POST or None, initial=initial, asks=asks)
    if request.method == "POST" and form.is_valid():
        saved = profiles.save_profile(
            user=user, fields=form.cleaned_data["fields_"], is_shown=form.cleaned_data["is_shown"], asks=asks,
            now=timezone.now(), **form.details(),
        )  # fmt: skip
        messages.success(request, said(saved, asks=asks))
        return redirect("advisory:own-profile")
    context = {"form": form, "profile": profile}
    return render(request, "advisory/experts/own.html", context, status=422 if form.errors else 200)


def said(profile: ExpertProfile, *, asks: bool) -> str:
    if asks and profile.asked_at:
        return _("Your profile has been sent. An officer will check it.")
    return _("Your profile is saved.")
