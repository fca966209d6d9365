"""Pages of organisations: mine, the public page, creating and editing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import active
from accounts.models import JoinRequest, Membership, Organisation
from accounts.organisation_forms import OrganisationEditForm, OrganisationForm
from accounts.organisations import TaxCodeKnown, create_organisation, update_organisation
from accounts.permissions import is_owner, role_in
from accounts.requests import person
from accounts.throttling import throttled


@login_required
@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The organisations one belongs to, and requests still waiting."""
    user = person(request)
    memberships = Membership.objects.filter(user=user).select_related("organisation__kind")
    waiting = JoinRequest.objects.filter(user=user, state=JoinRequest.State.WAITING).select_related("organisation")
    context = {"memberships": memberships.order_by("organisation__sort_key"), "waiting_requests": waiting}
    return render(request, "accounts/organisation_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("organisation-create", 30, 3600, methods=("POST",))
def organisation_create(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(
        request.POST if request.method == "POST" else None, initial={"language": person(request).language}
    )
    known: TaxCodeKnown | None = None
    if request.method == "POST" and form.is_valid():
        try:
            organisation = create_organisation(
                user=person(request), now=timezone.now(), go_on=form.cleaned_data["go_on"], **form.details()
            )
        except TaxCodeKnown as found:
            known = found
        else:
            active.forget(request)
            active.switch(request, organisation.pk)
            messages.success(request, _("The organisation is created. You can now post offers and needs."))
            return redirect("exchange:desk")
    return render(request, "accounts/organisation_create.html", {"form": form, "known": known})


def public_page(request: HttpRequest, slug: str) -> dict[str, Any]:
    """What the public page says of an organisation; contact details are not on it."""
    organisation = get_object_or_404(Organisation.objects.select_related("kind", "province", "size_class"), slug=slug)
    role = role_in(request.user, organisation)
    if organisation.state != Organisation.State.ACTIVE and not role:
        raise Http404
    return {"organisation": organisation, "role": role, "industries": organisation.industries.all()}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_edit(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.select_related("kind"), slug=slug)
    if not is_owner(request.user, organisation):
        raise Http404
    form = OrganisationEditForm(request.POST if request.method == "POST" else None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        update_organisation(organisation=organisation, **form.details())
        messages.success(request, _("The changes are saved."))
        return redirect("accounts:organisation-detail", slug=slug)
    return render(request, "accounts/organisation_edit.html", {"form": form, "organisation": organisation})


@login_required
@require_POST
def switch_organisation(request: HttpRequest) -> HttpResponse:
    """Act for another of one's organisations; back to the page it was pressed on."""
    try:
        active.switch(request, int(request.POST.get("organisation", "")[:18]))
    except (ValueError, active.NotAMember) as error:
        raise Http404 from error
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return redirect("exchange:desk")
    return redirect(target)
