"""Listings that came to their end long ago leave the everyday lists."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Subquery

from catalog.models import OPEN_STATES, Listing, ListingEvent, ListingQuerySet, State
from catalog.publishing import record

ENDED_STATES = (State.REJECTED, State.WITHDRAWN, State.EXPIRED, State.FULFILLED)
A_SWEEP = 500


def ended_long_ago(now: datetime) -> ListingQuerySet:
    """Listings that reached the end they are at so long ago, and of which no edit is under way.

    Their events say when: `updated_at` also moves for other reasons.
    """
    reached = ListingEvent.objects.filter(listing=OuterRef("pk"), to_state=OuterRef("state"))
    reached = reached.exclude(from_state=F("to_state")).order_by("-at", "-pk")
    open_edits = Listing.objects.filter(revision_of=OuterRef("pk"), state__in=OPEN_STATES)
    ended = Listing.objects.originals().filter(~Exists(open_edits), state__in=ENDED_STATES)
    limit = now - timedelta(days=settings.LISTING_ARCHIVED_AFTER_DAYS)
    return ended.alias(ended_at=Subquery(reached.values("at")[:1])).filter(ended_at__lte=limit)


def archive_ended(*, now: datetime) -> int:
    """Archive them, with a line in the history and no letter; safe to run twice and side by side.

    `updated_at` stays, so that in its owner's list a listing keeps its place and the day of its end.
    """
    with transaction.atomic():
        found = (
            ended_long_ago(now).select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("pk")[:A_SWEEP]
        )
        # Read once more under the lock: an edit may have begun between finding and locking.
        listings = list(ended_long_ago(now).filter(pk__in=[listing.pk for listing in found]))
        for listing in listings:
            source, listing.state = listing.state, State.ARCHIVED
            listing.save(update_fields=["state"])
            record(listing, action="archive", source=source, by=None, now=now)
    return len(listings)
