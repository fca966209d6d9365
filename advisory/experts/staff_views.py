"""Officers' pages: experts to verify, and who fits a listing."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import officer_required
from accounts.requests import person
from advisory.experts import profiles
from advisory.experts.forms import SendBackForm, VerifyForm
from advisory.experts.suggesting import about_listing, propose
from advisory.experts.wording import with_reasons
from advisory.models import ExpertProfile, ServiceKind
from catalog.models import Listing

PER_PAGE = 30
#: So long before its end a check is on the list again.
AHEAD = timedelta(days=30)


@officer_required
@require_safe
def experts_to_check(request: HttpRequest) -> HttpResponse:
    """Who asks to be verified, the one who has waited longest first; then those whose check ends soon."""
    today = timezone.localdate()
    found = ExpertProfile.objects.to_check(soon=today + AHEAD).select_related("user")
    rows = found.order_by(F("asked_at").asc(nulls_last=True), "verified_until", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "1")[:9])
    return render(request, "advisory/experts/to_check.html", {"page": page, "today": today})


@officer_required
@require_safe
def expert_check(request: HttpRequest, pk: int) -> HttpResponse:
    return check_page(request, find(pk))


@officer_required
@require_POST
def expert_verify(request: HttpRequest, pk: int) -> HttpResponse:
    profile, form = find(pk), VerifyForm(request.POST)
    if not form.is_valid():
        return check_page(request, profile, verify=form)
    try:
        profiles.verify(profile=profile, by=person(request), now=timezone.now(), note=form.cleaned_data["note"])
        messages.success(request, _("%(name)s is verified and has been told.") % {"name": profile.name})
    except (profiles.NotAsked, profiles.OwnProfile) as error:
        messages.error(request, sentence(error))
    return redirect("advisory:experts-to-check")


@officer_required
@require_POST
def expert_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    profile, form = find(pk), SendBackForm(request.POST)
    if not form.is_valid():
        return check_page(request, profile, back=form)
    try:
        profiles.send_back(profile=profile, by=person(request), now=timezone.now(), note=form.cleaned_data["note"])
        messages.success(request, _("%(name)s has been asked for changes.") % {"name": profile.name})
    except (profiles.NotAsked, profiles.OwnProfile) as error:
        messages.error(request, sentence(error))
    return redirect("advisory:experts-to-check")


@officer_required
@require_safe
def experts_for_listing(request: HttpRequest, reference: str) -> HttpResponse:
    """Experts who could help with a listing, with the reasons."""
    listing = get_object_or_404(Listing.objects.visible_to(request.user), reference=reference)
    kind = request.GET.get("service", "")
    asked = about_listing(listing, kind=kind if kind in ServiceKind.values else "")
    found = propose(asked, today=timezone.localdate())
    rows = [{"expert": expert, "reasons": said} for expert, said in with_reasons(found, asked)]
    context = {"listing": listing, "rows": rows, "kinds": ServiceKind.choices, "kind": asked.kind}
    return render(request, "advisory/experts/for_listing.html", context)


def check_page(
    request: HttpRequest, profile: ExpertProfile, *, verify: forms.Form | None = None, back: forms.Form | None = None
) -> HttpResponse:
    """What the person says, and the two answers; a form that came back keeps what was typed."""
    context = {
        "expert": profile,
        "is_own": profile.user_id == person(request).pk,
        "verify_form": verify or VerifyForm(),
        "back_form": back or SendBackForm(),
    }
    return render(request, "advisory/experts/check.html", context, status=422 if verify or back else 200)


def find(pk: int) -> ExpertProfile:
    """A profile that was sent to be checked, now or before; drafts are nobody's business."""
    sent = ExpertProfile.objects.filter(user__is_active=True).exclude(
        asked_at=None, verified_until=None, returned_note=""
    )  # fmt: skip
    return get_object_or_404(sent.select_related("user", "verified_by").prefetch_related("fields"), pk=pk)


def sentence(error: Exception) -> str:
    if isinstance(error, profiles.OwnProfile):
        return _("Nobody checks their own profile; please ask a colleague.")
    return _("This profile has been answered meanwhile, or changed by the expert. Nothing was changed.")
