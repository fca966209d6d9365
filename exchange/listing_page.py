"""The page of one listing, as HTML and as PDF: all that a decision needs, for whoever may read it."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Membership
from accounts.throttling import throttled
from catalog.attention.counting import OPENED
from catalog.disclosure import open_protected, visible_attachments
from catalog.models import REVISABLE_STATES, AnyUser, DisclosureGrant, Listing
from catalog.permissions import granted_levels
from catalog.presenting import body_of, owner_facts
from catalog.reading import age_of, readers_of, trl_facts
from catalog.similar import HEAVY, similar
from cooperation.interests import Standing
from cooperation.models import Interest
from exchange.attention import counted, shows
from exchange.listing_head import canonical, head_of
from exchange.listing_images import qr_markup
from exchange.page_cache import shared_by_visitors
from exchange.pdf import pdf_response
from exchange.saving import with_saved
from matching.models import Suggestion

RELATED = ("province", "ward", "organisation__kind", "officer", "trl_verified_by", "index")


@require_safe
@counted
@shared_by_visitors
def listing_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything about one listing that the reader may see."""
    page = page_of(request, reference)
    listing = page["listing"]
    extra = head_of(listing, fields=page["fields"]) | {"similar": similar(listing)}
    response = render(request, "catalog/listing_detail.html", page | extra)
    return shows(response, OPENED, [listing] if listing.is_published else [], request=request)


@require_safe
@throttled("pdf", limit=30, seconds=600)
def listing_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The same as a PDF file."""
    page = page_of(request, reference)
    return pdf_response(
        request, "pdf/listing.html", page | {"address": canonical(page["listing"])}, filename=f"{reference}.pdf"
    )


def page_of(request: HttpRequest, reference: str) -> dict[str, Any]:
    """What page and file show to this reader; opening a confidential part is written down."""
    user, now = request.user, timezone.now()
    listing = find(request, reference)
    role = getattr(listing, "own_role", None) or ""
    opened = levels_of(listing, user, role=role)
    shows_owner = not listing.is_anonymous or bool(opened) or (user.is_authenticated and user.is_officer)
    owns = role in (Membership.Role.OWNER, Membership.Role.EDITOR)
    return body_of(listing, attachments=visible_attachments(listing, user, opened=opened)) | {
        "protected": open_protected(listing, user=user, now=now),
        "readers": readers_of(listing, shows_owner=shows_owner),
        "age": age_of(listing, today=timezone.localdate(now)),
        "trl_facts": trl_facts(listing),
        "saved_listings": {listing.pk} if getattr(listing, "is_saved", False) else set(),
        "shows_owner": shows_owner,
        "owner_facts": owner_facts(listing, shows_owner=shows_owner),
        "can_edit": owns,
        "can_revise": owns and listing.state in REVISABLE_STATES,
        "can_review": user.is_authenticated and user.is_officer and not role,
        "standing": standing_of(listing, role=role),
        "suggestions": Suggestion.objects.live().for_listing(listing).count() if owns else 0,
        "qr": qr_markup(canonical(listing)) if listing.is_published else "",
    }


def find(request: HttpRequest, reference: str) -> Listing:
    """The listing with what the page needs of its neighbours and, in the same query, the reader's own part in it."""
    user = request.user
    listings = Listing.objects.visible_to(user).select_related(*RELATED).defer(*HEAVY).prefetch_related("attachments")
    if user.is_authenticated:
        roles = Membership.objects.filter(user=user, organisation=OuterRef("organisation")).values("role")
        sent = Interest.objects.filter(listing=OuterRef("pk"), organisation__memberships__user=user)
        listings = listings.annotate(own_role=Subquery(roles[:1]), own_interest=Subquery(sent.values("pk")[:1]))
    listing = with_saved(listings.filter(reference=reference), request).first()
    if listing is None:
        raise Http404
    return listing


def levels_of(listing: Listing, user: AnyUser, *, role: str) -> frozenset[str]:
    """The levels of disclosure open to the reader, asked for only where something is not public."""
    if role:
        return frozenset(DisclosureGrant.Level.values)
    levels = {attachment.level for attachment in listing.attachments.all()}
    is_open = not (listing.is_anonymous or levels & set(DisclosureGrant.Level.values))
    return frozenset() if is_open else granted_levels(user, listing)


def standing_of(listing: Listing, *, role: str) -> Standing:
    """What `cooperation.interests.standing` says, from what came with the listing."""
    pk = getattr(listing, "own_interest", None)
    interest = Interest.objects.filter(pk=pk).first() if pk else None
    waits = interest is not None and interest.state in (Interest.State.SENT, Interest.State.ACCEPTED)
    is_open = listing.is_published and listing.accepting_interest
    return Standing(can_send=is_open and not role and not waits, interest=interest)
