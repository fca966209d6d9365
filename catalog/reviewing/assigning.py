"""Who reviews what: officers take several listings at once, and hand listings over to a colleague."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.models import User
from catalog import publishing
from catalog.models import Listing
from catalog.permissions import can_review
from catalog.reviewing import letters

#: More than a page of the queue cannot be chosen.
MOST_AT_ONCE = 25


class NotAnOfficer(Exception):
    """The colleague does not review listings (any more)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, and what stayed as it was."""

    done: list[Listing] = field(default_factory=list)
    left: list[Listing] = field(default_factory=list)


def claim_several(*, listings: Iterable[Listing], by: User, now: datetime) -> Outcome:
    """Take those that nobody is reviewing; what a colleague has, or may not be taken, stays as it is."""
    outcome = Outcome()
    for listing in in_order(listings):
        try:
            outcome.done.append(publishing.claim(listing=listing, by=by, now=now, unless_taken=True))
        except publishing.PublishingError:
            outcome.left.append(listing)
    return outcome


@transaction.atomic
def hand_over(*, listings: Iterable[Listing], to: User, by: User, now: datetime, note: str = "") -> Outcome:
    """Make a colleague the officer of the listings that wait, and write to them once, with the note.

    What was decided meanwhile, and what the two may not review, stays as it is; asked again, nothing changes.
    """
    if not to.is_officer:
        raise NotAnOfficer(to.pk)
    outcome, events = Outcome(), []
    for chosen in in_order(listings):
        listing = publishing.lock(chosen)
        try:
            publishing.check(listing, "hand_over", by=by)
        except publishing.PublishingError:
            outcome.left.append(listing)
            continue
        if not can_review(to, listing):
            outcome.left.append(listing)
            continue
        if listing.officer != to:
            listing.officer = to
            events.append(publishing.move(listing, "hand_over", by=by, now=now, note=note))
        outcome.done.append(listing)
    if events and to != by:
        letters.handed_over(events, to=to, by=by, note=note)
    return outcome


def in_order(listings: Iterable[Listing]) -> list[Listing]:
    """Always locked in the same order, so that two officers at once never wait for each other."""
    return sorted(listings, key=lambda listing: listing.pk)


def colleagues_of(officer: User) -> list[User]:
    """Officers to whom work can be handed over."""
    roles = [User.Role.OFFICER, User.Role.MANAGER]
    return list(User.objects.filter(is_active=True, role__in=roles).exclude(pk=officer.pk).order_by("full_name", "pk"))
