"""The thread between the officers and the owner of a listing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from catalog import publishing
from catalog.models import AnyUser, Listing, ListingMessage, State
from catalog.permissions import can_edit, can_review, is_member
from catalog.talking import letters

#: The same words again within this time are a button pressed twice.
SAME_PRESS = timedelta(minutes=10)


class NotInThread(Exception):
    """Only officers and those who edit the organisation's listings write, once the listing was submitted."""


@transaction.atomic
def write(*, listing: Listing, by: User, text: str, now: datetime) -> ListingMessage:
    """Add a message and tell the other side by letter; a button pressed twice adds one."""
    listing = publishing.lock(home_of(listing))
    is_from_officer = can_review(by, listing)
    if (not is_from_officer and not can_edit(by, listing)) or listing.state == State.DRAFT:
        raise NotInThread(listing.reference)
    recent = ListingMessage.objects.filter(listing=listing, author=by, at__gt=now - SAME_PRESS)
    if (last := recent.last()) is not None and last.text == text:
        return last
    message = ListingMessage.objects.create(
        listing=listing, author=by, is_from_officer=is_from_officer, text=text, at=now
    )
    if is_from_officer:
        letters.to_owner(message)
    else:
        letters.to_officer(message)
    return message


def mark_read(listing: Listing, *, by: AnyUser, now: datetime) -> int:
    """The reader's side has seen what the other side wrote."""
    messages = ListingMessage.objects.filter(listing=home_of(listing))
    unread = messages.unread_by_owner() if is_member(by, listing) else messages.unread_by_officers()
    return unread.update(read_at=now)


def messages_of(listing: Listing) -> list[ListingMessage]:
    return list(home_of(listing).messages.select_related("author"))


def home_of(listing: Listing) -> Listing:
    """An edit is talked about in the thread of the listing it changes."""
    return listing.revision_of or listing
