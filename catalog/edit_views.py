"""Editing a published listing, taking the edit back, copying a listing, and what a revision changed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import member_required
from accounts.requests import person
from catalog import editing
from catalog.models import Listing, Revision
from catalog.permissions import can_review, is_member
from catalog.posting import NotEditable
from catalog.posting_pages import own_listing
from catalog.posting_steps import step_url, steps_of
from catalog.revising.comparing import changes_in


@member_required
@require_POST
def revise(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin to edit a listing that was published, or go on with what was begun."""
    listing = own_listing(request, reference)
    try:
        edit = editing.start_edit(original=listing, by=person(request), now=timezone.now())
    except NotEditable:
        messages.error(request, _("This listing cannot be edited in its present state."))
        return redirect("catalog:listing-history", reference)
    return redirect(step_url(edit, steps_of(edit.kind)[0].slug))


@member_required
@require_POST
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Throw an edit away or take it back; the listing stays as it is."""
    listing = own_listing(request, reference)
    if editing.discard_edit(original=listing, by=person(request), now=timezone.now()):
        messages.success(request, _("The edit is taken back. %(reference)s stays as it is.") % {"reference": reference})
    else:
        messages.info(request, _("There is no edit any more: it has been decided on or taken back."))
    return redirect("catalog:listing-history", reference)


@member_required
@require_POST
def copy(request: HttpRequest, reference: str) -> HttpResponse:
    """A new draft from an earlier listing."""
    listing = own_listing(request, reference)
    try:
        copied = editing.copy_listing(source=listing, by=person(request), now=timezone.now())
    except NotEditable:
        raise Http404 from None
    messages.success(
        request,
        _("%(new)s is a copy of %(old)s. Please go through it; files were not copied.")
        % {"new": copied.reference, "old": reference},
    )
    return redirect(step_url(copied, steps_of(copied.kind)[0].slug))


@login_required
@require_safe
def revision(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What one revision changed, for the organisation and for officers."""
    listings = Listing.objects.visible_to(request.user).select_related("organisation")
    listing = get_object_or_404(listings, reference=reference)
    owns = is_member(request.user, listing)
    if not (owns or can_review(request.user, listing)):
        raise Http404
    found = get_object_or_404(
        Revision.objects.of(listing.pk).select_related("listing", "submitted_by", "review"), number=number
    )
    context = {
        "listing": listing,
        "revision": found,
        "changes": changes_in(listing, found, opens_secret=owns),
        "owns": owns,
    }
    return render(request, "catalog/own/revision.html", context)
