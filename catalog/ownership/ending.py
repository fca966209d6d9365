"""The listings of an organisation that ends: nothing of it stays public, what officers have read stays on record."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Organisation, User
from catalog import publishing
from catalog.models import Listing, ListingQuerySet, State
from catalog.revising.carried_files import forget_files
from catalog.transitions import TRANSITIONS

PUBLIC_STATES = (State.PUBLISHED, State.PAUSED)


def lock_listings(organisation: Organisation) -> ListingQuerySet:
    """The organisation's listings without their edits, each locked until the transaction ends."""
    return (
        Listing.objects.originals()
        .filter(organisation=organisation)
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )


def delete_drafts(organisation: Organisation) -> None:
    """Throw away what nobody else has read."""
    for listing in lock_listings(organisation).filter(state=State.DRAFT, revisions=None):
        forget_files(listing.attachments.all())
        listing.delete()


def withdraw_listings(*, organisation: Organisation, by: User, now: datetime, note: str) -> None:
    """Withdraw what is with the officers or public, with the reason; edits under way end with it."""
    for listing in lock_listings(organisation):
        publishing.close_edit(listing, by=by, now=now)
        if listing.state in TRANSITIONS["withdraw"].sources:
            publishing.move(listing, "withdraw", by=by, now=now, note=note)
