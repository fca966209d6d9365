"""Saving listings, noting on them, and the list of what was saved."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.active import active_organisation
from accounts.requests import person
from catalog import shortlisting
from catalog.forms.notes import NoteForm
from catalog.models import Listing, SavedListing
from catalog.shortlist_pages import back, shortlist_page


@login_required
@require_safe
def shortlist(request: HttpRequest) -> HttpResponse:
    """What the organisation one acts for has saved, and what one has saved alone."""
    return shortlist_page(request)


@login_required
@require_POST
def save(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a listing on the list, and go back to the page where the button was pressed."""
    user = person(request)
    listing = get_object_or_404(Listing.objects.visible_to(user), reference=reference)
    organisation = active_organisation(request)
    try:
        shortlisting.save(listing=listing, by=user, organisation=organisation, now=timezone.now())
    except shortlisting.ListFull:
        messages.error(request, _("The shortlist is full. Please remove a listing from it first."))
    else:
        messages.success(request, _("%(reference)s is on your shortlist.") % {"reference": reference})
    target = request.POST.get("next", "")
    allowed = {request.get_host()}
    if url_has_allowed_host_and_scheme(target, allowed_hosts=allowed, require_https=request.is_secure()):
        return redirect(target)
    return redirect(listing)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a listing off the list; the page offers to undo it."""
    saved = find(request, pk)
    shortlisting.remove(saved=saved, by=person(request), now=timezone.now())
    return back(request, removed=saved.pk)


@login_required
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what was just removed."""
    saved = find(request, pk)
    shortlisting.restore(saved=saved, by=person(request), now=timezone.now())
    return back(request, anchor=saved.pk)


@login_required
@require_POST
def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note; one that cannot be kept comes back with the reason."""
    saved = find(request, pk)
    form = NoteForm(request.POST, auto_id=f"id_note_{pk}_%s")
    if not form.is_valid():
        return shortlist_page(request, noted=pk, form=form)
    try:
        shortlisting.add_note(saved=saved, by=person(request), text=form.cleaned_data["text"], now=timezone.now())
    except shortlisting.NotSaved:
        messages.error(request, _("This listing has been taken off the shortlist meanwhile."))
    except shortlisting.TooManyNotes:
        form.add_error("text", _("This listing has as many notes as it may have. Please delete one first."))
        return shortlist_page(request, noted=pk, form=form)
    return back(request, anchor=pk)


@login_required
@require_POST
def delete_note(request: HttpRequest, pk: int, note: int) -> HttpResponse:
    """Take back a note of one's own; a colleague's does not exist here, one already gone is no error."""
    saved = find(request, pk)
    if found := saved.notes.select_related("saved").filter(pk=note).first():
        try:
            shortlisting.delete_note(note=found, by=person(request))
        except shortlisting.NotAllowed:
            raise Http404 from None
    return back(request, anchor=pk)


def find(request: HttpRequest, pk: int) -> SavedListing:
    return get_object_or_404(SavedListing.objects.of(person(request)).select_related("listing"), pk=pk)
