"""Listings whose contact person has left pass to somebody who is there: whom the owner chose, else an owner."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import Departure, Membership, User
from catalog.models import Listing, ListingEvent, ListingQuerySet
from catalog.ownership import letters
from catalog.publishing import record

A_SWEEP = 200
WRITERS = (Membership.Role.OWNER, Membership.Role.EDITOR)


def orphaned() -> ListingQuerySet:
    """Listings whose contact person belongs to the organisation no more, where somebody could take over."""
    there = Membership.objects.filter(organisation=OuterRef("organisation"), user__is_active=True)
    left = Listing.objects.filter(contact__isnull=False).exclude(Exists(there.filter(user=OuterRef("contact"))))
    return left.filter(Exists(there.filter(role=Membership.Role.OWNER)))


def hand_over(*, now: datetime) -> int:
    """Name a new contact person for each and write to them; safe twice and side by side.

    The event in the history holds no name: it can never be changed, and people can be erased.
    """
    with transaction.atomic():
        found = orphaned().select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("pk")[:A_SWEEP]
        passed: dict[tuple[int, User], list[ListingEvent]] = defaultdict(list)
        for listing in (listings := list(found)):
            listing.contact = successor_of(listing)
            listing.save(update_fields=["contact"])
            event = record(listing, action="contact_changed", source=listing.state, by=None, now=now)
            if listing.contact is not None and not listing.is_edit:
                passed[listing.organisation_id, listing.contact].append(event)
        for (_organisation, heir), events in passed.items():
            letters.took_over(events, to=heir)
    return len(listings)


def successor_of(listing: Listing) -> User | None:
    """Whom the owner chose when the contact person left, if still there; else the owner who is there longest."""
    writers = Membership.objects.filter(
        organisation=listing.organisation_id, role__in=WRITERS, user__is_active=True
    ).select_related("user")
    departures = Departure.objects.filter(user=listing.contact_id, organisation=listing.organisation_id)
    chosen = departures.values_list("successor", flat=True).first()
    owners = writers.filter(role=Membership.Role.OWNER).order_by("created_at", "pk")
    member = (writers.filter(user=chosen).first() if chosen else None) or owners.first()
    return member.user if member else None
