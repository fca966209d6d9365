"""Listings of one's own organisations: what state they are in, what to do next, and all that happened to them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import member_required
from accounts.requests import person
from catalog import posting, publishing
from catalog.disclosure_log import openings_of
from catalog.forms.files import ReasonForm
from catalog.keeping import done_message, next_action, owner_actions, state_tabs, timeline_of
from catalog.models import Listing, State
from catalog.permissions import can_edit
from catalog.posting_pages import own_listing

PER_PAGE = 20


@member_required
@require_safe
def own_listings(request: HttpRequest) -> HttpResponse:
    """Everything the person's organisations have written, the latest change first."""
    listings = Listing.objects.of(request.user).select_related("organisation").order_by("-updated_at", "-pk")
    state = request.GET.get("state", "")
    shown = listings.filter(state=state) if state in State.values else listings
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    rows = [{"listing": listing, "next": next_action(listing, today=today)} for listing in page.object_list]
    context = {
        "page": page,
        "rows": rows,
        "tabs": state_tabs(listings, chosen=state, address=request.path),
        "state": state,
        "several": len({listing.organisation_id for listing in page.object_list}) > 1,
    }
    return render(request, "catalog/own/listings.html", context)


@member_required
@require_safe
def history(request: HttpRequest, reference: str) -> HttpResponse:
    """All that happened to a listing, and what its owner can do now."""
    listings = Listing.objects.of(request.user).select_related("organisation", "officer")
    return history_page(request, get_object_or_404(listings, reference=reference))


def history_page(request: HttpRequest, listing: Listing, reason_form: ReasonForm | None = None) -> HttpResponse:
    may_edit = can_edit(request.user, listing)
    context: dict[str, Any] = {
        "listing": listing,
        "timeline": timeline_of(listing),
        "openings": openings_of(listing),
        "actions": owner_actions(listing) if may_edit else [],
        "can_withdraw": may_edit and "withdraw" in publishing.possible_actions(listing, for_officer=False),
        "can_continue": may_edit and listing.is_editable,
        "next": next_action(listing, today=timezone.localdate()),
        "reason_form": reason_form or ReasonForm(),
        "comment": listing.events.filter(action__in=["request_changes", "hold", "reject"]).last(),
    }
    return render(request, "catalog/own/history.html", context, status=422 if reason_form is not None else 200)


@member_required
@require_POST
def act(request: HttpRequest, reference: str, action: str) -> HttpResponse:
    """Pause, publish again, renew, withdraw, close with success, or throw a draft away."""
    listing = own_listing(request, reference)
    form = ReasonForm(request.POST) if action == "withdraw" else None
    if form is not None and not form.is_valid():
        return history_page(request, listing, form)
    note = form.cleaned_data["reason"] if form is not None else ""
    try:
        if action == "delete":
            posting.delete_draft(listing=listing, by=person(request))
        else:
            publishing.change_state(listing=listing, action=action, by=person(request), now=timezone.now(), note=note)
    except (publishing.WrongState, posting.NotEditable):
        messages.error(request, _("This is not possible any more: the state of the listing has changed."))
        return redirect("catalog:listing-history", reference)
    messages.success(request, done_message(action, reference))
    return redirect("catalog:own-listings") if action == "delete" else redirect("catalog:listing-history", reference)
