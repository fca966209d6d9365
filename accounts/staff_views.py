"""Officers' pages: organisations to verify, requests to join where nobody owns the organisation."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import organisations as house
from accounts.models import JoinRequest, Membership, Organisation
from accounts.organisation_forms import VerifyForm
from accounts.permissions import officer_required
from accounts.requests import person
from accounts.tax_codes import is_well_formed

PER_PAGE = 25
RENEW_BEFORE = timedelta(days=30)


def page_of(request: HttpRequest, rows: object) -> object:
    """A page of a list; whatever number is asked for, there is a page."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "")[:9])  # type: ignore[arg-type]


@officer_required
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Whom to verify: those nobody has checked, and those whose verification has lapsed or soon does."""
    today = timezone.localdate()
    rows = Organisation.objects.to_verify(today, soon=today + RENEW_BEFORE)
    rows = rows.select_related("kind", "province").order_by(
        F("verified_until").asc(nulls_last=True), "created_at", "pk"
    )
    context = {"page": page_of(request, rows), "today": today}
    return render(request, "accounts/organisations_to_check.html", context)


@officer_required
@require_safe
def organisation_check(request: HttpRequest, slug: str) -> HttpResponse:
    """What is known of an organisation before it is verified, or verified once more."""
    organisation = get_object_or_404(Organisation.objects.select_related("kind", "province", "verified_by"), slug=slug)
    return check_page(request, organisation, VerifyForm())


@officer_required
@require_POST
def verify(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.select_related("kind", "province", "verified_by"), slug=slug)
    form = VerifyForm(request.POST)
    if not form.is_valid():
        return check_page(request, organisation, form)
    note = form.cleaned_data["note"]
    try:
        house.verify_organisation(organisation=organisation, officer=person(request), now=timezone.now(), note=note)
        messages.success(request, _("%(organisation)s is verified.") % {"organisation": organisation.name})
    except house.TaxCodeTaken:
        messages.error(request, _("Another verified organisation has this tax code."))
    return redirect("accounts:organisations-to-check")


def check_page(request: HttpRequest, organisation: Organisation, form: VerifyForm) -> HttpResponse:
    context = {
        "organisation": organisation,
        "form": form,
        "is_well_formed": is_well_formed(organisation.tax_code),
        "others": house.others_with_tax_code(organisation),
        "today": timezone.localdate(),
    }
    return render(request, "accounts/organisation_check.html", context, status=422 if form.errors else 200)


@officer_required
@require_safe
def join_requests(request: HttpRequest) -> HttpResponse:
    """Requests that no owner can answer."""
    owners = Membership.objects.filter(
        organisation=OuterRef("organisation"), role=Membership.Role.OWNER, user__is_active=True
    )
    rows = JoinRequest.objects.filter(~Exists(owners), state=JoinRequest.State.WAITING)
    rows = rows.select_related("user", "organisation").order_by("created_at", "pk")
    return render(
        request, "accounts/join_requests.html", {"page": page_of(request, rows), "roles": Membership.Role.choices}
    )
