"""Verifying the level of an offer, withdrawing that, and ending it when its time is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog import publishing
from catalog.disclosure import UNDER_REVIEW
from catalog.models import REVISABLE_STATES, Listing, Revision
from catalog.permissions import can_review
from catalog.verified_level import KEPT, forget_level
from catalog.verifying import letters

#: States in which an officer verifies: the text is with the officers, or was published.
VERIFIABLE_STATES = (*UNDER_REVIEW, *REVISABLE_STATES)
#: Older than every listing: what carries it is indexed anew.
EPOCH = datetime.fromtimestamp(0, UTC)
A_SWEEP = 200


class NothingToVerify(publishing.PublishingError):
    """A need, an edit, or an offer that states no level."""


class LevelTooHigh(publishing.PublishingError):
    """No level is verified above the one the owner states."""


class NoteRequired(publishing.PublishingError):
    """The officer has to say what was seen."""


class VerifiedMeanwhile(publishing.PublishingError):
    """Another officer has verified the level, or withdrawn that, since the page was read."""


class NotVerified(publishing.PublishingError):
    """There is no verification to withdraw."""


def verify(*, revision: Revision, level: int, note: str, seen: datetime | None, by: User, now: datetime) -> Listing:
    """Verify the level of the revision that was read, `seen` being the time of the verification shown with it.

    Told to the owner by letter; pressed twice, it is one verification.
    """
    with transaction.atomic():
        listing = publishing.lock(revision.listing)
        check(listing, "trl_verify", by=by)
        if not is_verifiable(listing):
            raise NothingToVerify(listing.reference)
        if listing.revisions.latest("number") != revision:
            raise publishing.OutOfDate(listing.reference)
        if not 1 <= level <= (listing.trl or 0):
            raise LevelTooHigh(listing.reference)
        if not note.strip():
            raise NoteRequired(listing.reference)
        if listing.trl_verified_at != seen:
            said = (listing.trl_verified, listing.trl_verification_note, listing.trl_verified_by)
            if said == (level, note, by):
                return listing
            raise VerifiedMeanwhile(listing.reference)
        listing.trl_verified, listing.trl_verification_note = level, note
        listing.trl_verified_at, listing.trl_verified_by = now, by
        listing.trl_verified_until = timezone.localdate(now) + timedelta(days=settings.TRL_VERIFIED_DAYS)
        listing.save(update_fields=KEPT)
        index_again(listing)
        event = publishing.record(
            listing, action="trl_verify", source=listing.state, by=by, now=now, note=f"TRL {level}\n{note}",
            revision=revision,
        )  # fmt: skip
        letters.level_verified(listing, event)
    return listing


def withdraw(*, listing: Listing, reason: str, by: User, now: datetime) -> Listing:
    """Take a verification back, one that has lapsed too; the owner reads why."""
    with transaction.atomic():
        listing = publishing.lock(listing)
        check(listing, "trl_withdraw", by=by)
        if not was_verified(listing):
            raise NotVerified(listing.reference)
        if not reason.strip():
            raise publishing.ReasonRequired("trl_withdraw")
        forget_level(listing)
        index_again(listing)
        event = publishing.record(listing, action="trl_withdraw", source=listing.state, by=by, now=now, note=reason)
        letters.verification_withdrawn(listing, event)
    return listing


def end_verifications(*, now: datetime) -> int:
    """Take the level from offers past its last day, so that matching reads the stated one; safe side by side.

    Day and note stay for the officers' list of what to renew.
    """
    lapsed = Listing.objects.filter(trl_verified_until__lt=timezone.localdate(now), trl_verified__isnull=False)
    with transaction.atomic():
        found = list(lapsed.select_for_update(skip_locked=True, no_key=True).order_by("pk")[:A_SWEEP])
        for listing in found:
            listing.trl_verified = None
            listing.save(update_fields=["trl_verified"])
            index_again(listing)
            publishing.record(listing, action="trl_lapse", source=listing.state, by=None, now=now)
    return len(found)


def check(listing: Listing, action: str, *, by: User) -> None:
    """Officers who do not belong to the owner, while the listing is under review or once it was published."""
    if not can_review(by, listing):
        raise publishing.NotAllowed(f"{action} of {listing.reference}")
    if listing.state not in VERIFIABLE_STATES:
        raise publishing.WrongState(listing, action)


def is_verifiable(listing: Listing) -> bool:
    """Whether there is a level to verify; an edit's is verified once it has become the listing's."""
    return listing.is_offer and listing.trl is not None and not listing.is_edit


def was_verified(listing: Listing) -> bool:
    """Whether the level is verified, or was until its last day."""
    return listing.trl_verified is not None or listing.trl_verified_until is not None


def index_again(listing: Listing) -> None:
    """Search and matching read the level; the row is locked, so no index of the old one comes after."""
    Listing.objects.filter(pk=listing.pk, indexed_at__isnull=False).update(indexed_at=EPOCH)
