"""What of a listing's protected parts a person may open, and the log of who did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Organisation, User
from catalog.models import AnyUser, Attachment, DisclosureGrant, DisclosureOpening, Listing, State
from catalog.permissions import can_review, granted_levels, is_member

UNDER_REVIEW = (State.SUBMITTED, State.IN_REVIEW, State.ON_HOLD)


@dataclass(frozen=True, slots=True)
class Protected:
    """The confidential part: its text when it is open to the reader, else only the level that opens it."""

    level: str
    text: str


def open_protected(listing: Listing, *, user: AnyUser, now: datetime) -> Protected | None:
    """The confidential part for this reader; opening it is written down unless it is the owner's own."""
    if not listing.confidential:
        return None
    if listing.disclosure not in granted_levels(user, listing):
        return Protected(listing.get_disclosure_display(), "")
    if user.is_authenticated and not is_member(user, listing):
        organisation = Organisation.objects.of(user).filter(pk__in=holders(listing)).first()
        DisclosureOpening.objects.create(
            listing=listing, user=user, organisation=organisation, what="confidential", at=now
        )
    return Protected(listing.get_disclosure_display(), listing.confidential)


def open_for_review(listing: Listing, *, officer: User, now: datetime) -> Protected | None:
    """The confidential part for the officer who has to decide on it; always written down."""
    if not listing.confidential:
        return None
    if listing.state not in UNDER_REVIEW or not can_review(officer, listing):
        return Protected(listing.get_disclosure_display(), "")
    DisclosureOpening.objects.create(listing=listing, user=officer, what="confidential", at=now)
    return Protected(listing.get_disclosure_display(), listing.confidential)


def holders(listing: Listing) -> list[int]:
    """Organisations that hold a grant in force."""
    grants = DisclosureGrant.objects.filter(listing=listing, revoked_at__isnull=True)
    return list(grants.values_list("organisation_id", flat=True))


def grant(*, listing: Listing, organisation: Organisation, level: str, now: datetime) -> DisclosureGrant:
    """Open a listing to an organisation up to a level; once, however often it is asked."""
    made, _ = DisclosureGrant.objects.get_or_create(
        listing=listing, organisation=organisation, level=level, revoked_at=None, defaults={"granted_at": now}
    )
    return made


def visible_attachments(listing: Listing, user: AnyUser, *, opened: frozenset[str] | None = None) -> list[Attachment]:
    """Public files, and those whose level is open to the person; `opened` when the caller knows these levels."""
    levels = {Attachment.Level.PUBLIC, *(granted_levels(user, listing) if opened is None else opened)}
    return [attachment for attachment in listing.attachments.all() if attachment.level in levels]
