"""What the catalogue holds for an organisation passes to the one it was merged into."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Organisation, User
from catalog.models import (
    DisclosureGrant,
    ImportBatch,
    ImportedRow,
    Listing,
    Prefill,
    SavedListing,
    SavedNote,
    State,
)
from catalog.ownership.ending import lock_listings
from catalog.publishing import record


def move_listings(*, source: Organisation, target: Organisation, by: User, now: datetime, note: str) -> None:
    """All listings with their edits and files; the history of each says from when and why."""
    for listing in lock_listings(source):
        listing.organisation = target
        if listing.state != State.DRAFT:
            listing.updated_at = now  # what is indexed names its owner
        listing.save(update_fields=["organisation", "updated_at"])
        record(listing, action="move", source=listing.state, by=by, now=now, note=note)
    Listing.objects.filter(organisation=source).update(organisation=target)
    Prefill.objects.filter(organisation=source).update(organisation=target)
    ImportBatch.objects.filter(organisation=source).update(organisation=target)
    pass_on(ImportedRow.objects.all(), source, target, same=("digest",))
    move_shortlist(source, target)


def move_grants(*, source: Organisation, target: Organisation) -> None:
    """What was opened to the source is open to the target; last, as accepting an interest opens something."""
    pass_on(DisclosureGrant.objects.filter(revoked_at__isnull=True), source, target, same=("listing", "level"))
    DisclosureGrant.objects.filter(organisation=source, revoked_at__isnull=False).update(organisation=target)


def pass_on(rows: QuerySet[Any], source: Organisation, target: Organisation, *, same: tuple[str, ...]) -> None:
    """Rows that may exist once for an organisation: what the target has already stays with the source as a record."""
    twin = rows.filter(organisation=target, **{name: OuterRef(name) for name in same})
    moved = rows.filter(~Exists(twin), organisation=source).values_list("pk", flat=True)
    rows.filter(pk__in=list(moved)).update(organisation=target)


def move_shortlist(source: Organisation, target: Organisation) -> None:
    """One list of both, with the notes of both."""
    there = {each.listing_id: each for each in SavedListing.objects.filter(organisation=target)}
    for saved in SavedListing.objects.filter(organisation=source):
        twin = there.get(saved.listing_id)
        if twin is None:
            saved.organisation = target
            saved.save(update_fields=["organisation"])
            continue
        known = SavedNote.objects.filter(saved=twin, author=OuterRef("author"), text=OuterRef("text"))
        SavedNote.objects.filter(~Exists(known), saved=saved).update(saved=twin)
        saved.delete()
