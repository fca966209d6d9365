"""Writing a message in a listing's thread, from either side, and an officer's comment on a field."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import member_required, officer_required
from accounts.requests import person
from catalog import publishing
from catalog.models import Listing
from catalog.owner_views import history_page
from catalog.posting_pages import own_listing
from catalog.review_views import detail_page, find, out_of_date_sentence, own_organisation_sentence, refused, signed_in
from catalog.talking import thread
from catalog.talking.commenting import comment_on
from catalog.talking.forms import CommentForm, MessageForm


@officer_required
@require_POST
def officer_message(request: HttpRequest, reference: str) -> HttpResponse:
    """An officer writes to the owner."""
    listing, form = find(request, reference), MessageForm(request.POST)
    if not form.is_valid():
        return detail_page(request, listing, message_form=form, status=422)
    try:
        write(request, listing, form)
    except thread.NotInThread:
        return detail_page(request, listing, message_form=form, problem=own_organisation_sentence(), status=403)
    return redirect(reverse("catalog:review-detail", args=[reference]) + "#messages")


@member_required
@require_POST
def owner_message(request: HttpRequest, reference: str) -> HttpResponse:
    """The owner writes to the connection point."""
    listing, form = own_listing(request, reference), MessageForm(request.POST)
    if not form.is_valid():
        return history_page(request, listing, message_form=form)
    try:
        write(request, listing, form)
    except thread.NotInThread:
        messages.error(request, _("You can write to the connection point once the listing is submitted."))
    return redirect(reverse("catalog:listing-history", args=[reference]) + "#messages")


def write(request: HttpRequest, listing: Listing, form: MessageForm) -> None:
    thread.write(listing=listing, by=person(request), text=form.cleaned_data["message"], now=timezone.now())
    messages.success(request, _("Your message is sent."))


@officer_required
@require_POST
def field_comment(request: HttpRequest, reference: str) -> HttpResponse:
    """An officer comments on one field of the revision that was read."""
    listing = find(request, reference)
    form = CommentForm(request.POST, kind=listing.kind)
    if not form.is_valid():
        return detail_page(request, listing, comment_form=form, status=422)
    values = form.cleaned_data
    revision = listing.revisions.filter(number=values["revision"]).first()
    if revision is None:
        return detail_page(request, listing, comment_form=form, problem=out_of_date_sentence(), status=409)
    try:
        comment_on(
            revision=revision, field=values["field"], text=values["text"], by=signed_in(request), now=timezone.now()
        )
    except publishing.PublishingError as refusal:
        listing = find(request, reference)
        problem, status = refused(refusal, listing)
        return detail_page(request, listing, comment_form=form, problem=problem, status=status)
    said = _("Your comment is kept.") if values["text"] else _("Your comment is taken back.")
    messages.success(request, said)
    return redirect(reverse("catalog:review-detail", args=[reference]) + "#comments")
