"""Listings of one's own organisations: what state they are in, what to do next, and all that happened to them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import member_required
from accounts.requests import person
from catalog import closing, posting, publishing
from catalog.disclosure_log import openings_of
from catalog.editing import edit_of, open_edit, with_open_edit
from catalog.forms.closing import ClosingForm
from catalog.forms.files import ReasonForm
from catalog.keeping import done_message, next_action, owner_actions, state_tabs, timeline_of
from catalog.models import REVISABLE_STATES, Listing, ListingEvent, State
from catalog.permissions import can_edit
from catalog.posting_pages import own_listing
from catalog.talking.forms import MessageForm
from catalog.talking.presenting import comments_to_mend, thread_page

PER_PAGE = 20


@member_required
@require_safe
def own_listings(request: HttpRequest) -> HttpResponse:
    """What the person's organisations have written, the latest change first; what is archived under its own tab."""
    listings = Listing.objects.of(request.user).select_related("organisation").order_by("-updated_at", "-pk")
    state = request.GET.get("state", "")
    shown = listings.filter(state=state) if state in State.values else listings.unarchived()
    page = Paginator(with_open_edit(shown), PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    rows = [
        {"listing": listing, "edit": edit_of(listing), "next": next_action(listing, today=today)}
        for listing in page.object_list
    ]
    tabs = state_tabs(listings, chosen=state, address=request.path)
    context = {
        "page": page,
        "rows": rows,
        "tabs": tabs,
        "archived": len(tabs) > 1,
        "state": state,
        "several": len({listing.organisation_id for listing in page.object_list}) > 1,
    }
    return render(request, "catalog/own/listings.html", context)


@member_required
@require_safe
def history(request: HttpRequest, reference: str) -> HttpResponse:
    """All that happened to a listing, and what its owner can do now."""
    listing = known(request, reference)
    if listing.is_edit:
        return redirect("catalog:listing-history", listing.public_reference)
    return history_page(request, listing)


def known(request: HttpRequest, reference: str) -> Listing:
    """A listing or an edit of the person's organisations, with what its history needs of an open edit."""
    listings = Listing.objects.with_edits_of(request.user).select_related("organisation", "officer", "revision_of")
    return get_object_or_404(with_open_edit(listings), reference=reference)


def history_page(
    request: HttpRequest,
    listing: Listing,
    reason_form: ReasonForm | None = None,
    *,
    closing_form: ClosingForm | None = None,
    message_form: MessageForm | None = None,
) -> HttpResponse:
    may_edit = can_edit(request.user, listing)
    comments = ListingEvent.objects.filter(Q(listing=listing) | Q(listing__revision_of=listing))
    edit = edit_of(listing)
    may_write = may_edit and listing.state != State.DRAFT
    possible = publishing.possible_actions(listing, for_officer=False) if may_edit else []
    context: dict[str, Any] = {
        "listing": listing,
        "edit": edit,
        "may_edit": may_edit,
        "is_renewed_by_edit": publishing.is_renewed_by_edit(listing, today=timezone.localdate()),
        "can_revise": may_edit and listing.state in REVISABLE_STATES,
        "timeline": timeline_of(listing),
        "openings": openings_of(listing),
        "actions": owner_actions(listing) if may_edit else [],
        "can_withdraw": "withdraw" in possible,
        "can_fulfil": "fulfil" in possible,
        "partners": closing.partners_met(listing),
        "can_continue": may_edit and listing.is_editable,
        "next": next_action(listing, today=timezone.localdate()),
        "reason_form": reason_form or ReasonForm(),
        "closing_form": closing_form or ClosingForm(),
        "comment": comments.filter(action__in=["request_changes", "hold", "reject"]).last(),
    }
    being_written = open_edit(listing) if edit is not None and edit.is_editable else None
    context |= {"field_comments": comments_to_mend(being_written or listing)}
    context |= thread_page(listing, reader=person(request), form=message_form, may_write=may_write, now=timezone.now())
    is_refused = any(form is not None for form in (reason_form, closing_form, message_form))
    return render(request, "catalog/own/history.html", context, status=422 if is_refused else 200)


@member_required
@require_POST
def act(request: HttpRequest, reference: str, action: str) -> HttpResponse:
    """Pause, publish again, renew, withdraw, close with success, or throw a draft away."""
    listing = own_listing(request, reference)
    if listing.is_edit:
        raise Http404
    by, now = person(request), timezone.now()
    reason_form, closing_form = ReasonForm(request.POST), ClosingForm(request.POST)
    try:
        if action == "delete":
            posting.delete_draft(listing=listing, by=by)
        elif action == "fulfil":
            if not closing_form.is_valid():
                return history_page(request, known(request, reference), closing_form=closing_form)
            closing.close(listing=listing, by=by, now=now, **closing_form.cleaned_data)
        elif action == "withdraw":
            if not reason_form.is_valid():
                return history_page(request, known(request, reference), reason_form)
            note = reason_form.cleaned_data["reason"]
            publishing.change_state(listing=listing, action=action, by=by, now=now, note=note)
        else:
            publishing.change_state(listing=listing, action=action, by=by, now=now)
    except posting.Gone:
        messages.info(request, _("Draft %(reference)s has been deleted already.") % {"reference": reference})
        return redirect("catalog:own-listings")
    except (publishing.WrongState, posting.NotEditable):
        messages.error(request, _("This is not possible any more: the state of the listing has changed."))
        return redirect("catalog:listing-history", reference)
    messages.success(request, done_message(action, reference))
    return redirect("catalog:own-listings") if action == "delete" else redirect("catalog:listing-history", reference)
