"""Officers' pages: organisations to verify, requests to join where nobody owns the organisation."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import organisations as house
from accounts.models import JoinRequest, Membership, Organisation
from accounts.permissions import officer_required
from accounts.requests import person

PER_PAGE = 25


def page_of(request: HttpRequest, rows: object) -> object:
    """A page of a list; whatever number is asked for, there is a page."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "")[:9])  # type: ignore[arg-type]


@officer_required
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    rows = Organisation.objects.filter(verified_at=None, state=Organisation.State.ACTIVE)
    rows = rows.select_related("kind", "province").order_by("created_at", "pk")
    return render(request, "accounts/organisations_to_check.html", {"page": page_of(request, rows)})


@officer_required
@require_POST
def verify(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, slug=slug)
    try:
        house.verify_organisation(organisation=organisation, officer=person(request), now=timezone.now())
        messages.success(request, _("%(organisation)s is verified.") % {"organisation": organisation.name})
    except house.TaxCodeTaken:
        messages.error(request, _("Another verified organisation has this tax code."))
    return redirect("accounts:organisations-to-check")


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
