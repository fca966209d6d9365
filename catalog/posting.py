"""Writing a listing: its text and rows step by step, its files, and throwing a draft away.

States are moved in `publishing` alone. Two people who edit the same draft never overwrite each other: every save says
which version it was made from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import Organisation, User
from catalog import guesses, publishing
from catalog.models import (
    Attachment,
    Comparison,
    IPRight,
    Listing,
    State,
    Target,
)
from catalog.permissions import can_edit, may_post
from catalog.revising.carried_files import forget_files
from catalog.revising.frozen import CONTENT_FIELDS
from catalog.storing import StoreFull, save_with_file
from catalog.uploads import CheckedFile
from catalog.verified_level import EVIDENCE, forget_level

#: What the owner writes; states, officer, verification and dates of the listing's life are not among them.
EDITABLE = frozenset(CONTENT_FIELDS) - {"country"} | {"province", "ward", "contact", "accepting_interest"}
CLASSIFICATIONS = frozenset({"fields", "industries", "forms"})
ROWS: dict[str, Any] = {
    "targets": Target,
    "comparisons": Comparison,
    "ip_rights": IPRight,
}
MOST_ROWS = 20
SAME_PRESS = timedelta(minutes=1)


class PostingError(Exception):
    """A change to a listing that cannot be made."""


class NotEditable(PostingError):
    """The person may not write the listing, or its state does not allow it."""


class Gone(NotEditable):
    """A colleague, or the same button pressed twice, has deleted the draft meanwhile."""


class Stale(PostingError):
    """Somebody saved the listing after the version this change was made from; `listing` is as it is now."""

    def __init__(self, listing: Listing) -> None:
        super().__init__(f"{listing.reference} was changed at {listing.updated_at:%H:%M:%S}")
        self.listing = listing


class ContactNotMember(PostingError):
    """The contact person does not belong to the organisation."""


class TooManyFiles(PostingError):
    """The listing has as many files as it may have."""


class NoRoom(PostingError):
    """The file could not be written whole: the disk is full or the store is away."""


class AlreadyAttached(PostingError):
    """The same file is attached already; `name` is the one it has."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def version_of(listing: Listing) -> str:
    """What a page remembers to tell later whether the listing has changed."""
    return listing.updated_at.isoformat()


def start_listing(
    *, kind: str, organisation: Organisation, by: User, now: datetime, values: Mapping[str, Any] | None = None
) -> Listing:
    """A new draft with the first step's text."""
    if not may_post(by, organisation):
        raise NotEditable(organisation.slug)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        if again := just_started(kind=kind, organisation=organisation, by=by, now=now, values=values or {}):
            return again
        listing = publishing.create_listing(kind=kind, organisation=organisation, by=by, now=now)
        return save_step(listing=listing, by=by, now=now, seen=version_of(listing), values=values or {})


def just_started(
    *, kind: str, organisation: Organisation, by: User, now: datetime, values: Mapping[str, Any]
) -> Listing | None:
    """The draft with this very text that the same person began a moment ago: a button pressed twice makes one."""
    written = {name: values[name] for name in EDITABLE & set(values)}
    drafts = Listing.objects.originals().filter(kind=kind, organisation=organisation, created_by=by, state=State.DRAFT)
    return drafts.filter(created_at__gt=now - SAME_PRESS, **written).first()


def save_step(
    *,
    listing: Listing,
    by: User,
    now: datetime,
    seen: str,
    values: Mapping[str, Any],
    rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    confirmed: Collection[str] = (),
) -> Listing:
    """Store what one page holds, made from version `seen`; `confirmed` names the guesses that are right."""
    if unknown := set(values) - EDITABLE - CLASSIFICATIONS:
        raise ValueError(f"not the owner's to write: {sorted(unknown)}")
    with transaction.atomic():
        listing = open_for_writing(listing, by=by)
        if version_of(listing) != seen:
            raise Stale(listing)
        contact = values.get("contact")
        if contact is not None and not listing.organisation.memberships.filter(user=contact).exists():
            raise ContactNotMember(contact)
        before = [getattr(listing, name) for name in EVIDENCE]
        for name in EDITABLE & set(values):
            setattr(listing, name, values[name])
        if listing.trl_verified_at is not None and [getattr(listing, name) for name in EVIDENCE] != before:
            forget_level(listing)
        listing.updated_at = now
        listing.save(update_fields=[*sorted(EDITABLE & set(values)), "updated_at"])
        for name in CLASSIFICATIONS & set(values):
            getattr(listing, name).set(values[name])
        for name, items in (rows or {}).items():
            replace_rows(listing, name, items)
        guesses.settle(listing, {*values, *(rows or {})}, confirmed)
    return listing


def replace_rows(listing: Listing, name: str, items: Iterable[Mapping[str, Any]]) -> None:
    """All rows of a kind, in the order given."""
    model = ROWS[name]
    model.objects.filter(listing=listing).delete()
    ordered = [{"order": order} if model is not IPRight else {} for order in range(MOST_ROWS)]
    model.objects.bulk_create(
        [model(listing=listing, **place, **item) for place, item in zip(ordered, items, strict=False)]
    )


def open_for_writing(listing: Listing, *, by: User) -> Listing:
    """The locked listing; refused to strangers, readers, and once it is with the officers."""
    try:
        listing = publishing.lock(listing)
    except Listing.DoesNotExist as gone:
        raise Gone(listing.reference) from gone
    if not can_edit(by, listing) or not listing.is_editable:
        raise NotEditable(f"{listing.reference} is {listing.state}")
    return listing


def attach(*, listing: Listing, by: User, now: datetime, file: CheckedFile, level: str) -> Attachment:
    """Store a checked file under a random name; the same content only once per listing."""
    with transaction.atomic():
        listing = open_for_writing(listing, by=by)
        existing = list(listing.attachments.all())
        if twin := next((other for other in existing if other.sha256 == file.sha256), None):
            raise AlreadyAttached(twin.name)
        if len(existing) >= settings.UPLOAD_MAX_FILES:
            raise TooManyFiles(listing.reference)
        attachment = Attachment(
            listing=listing, name=file.name, content_type=file.content_type, size=len(file.content),
            sha256=file.sha256, is_bare=file.is_bare, level=Attachment.Level(level), uploaded_by=by, uploaded_at=now,
        )  # fmt: skip
        keep(attachment, file)
    return attachment


def keep(attachment: Attachment, file: CheckedFile, *, update_fields: Collection[str] | None = None) -> None:
    """Write the file whole and save its row, or leave nothing of either."""
    try:
        save_with_file(attachment, file, folder="attachments", update_fields=update_fields)
    except StoreFull as full:
        raise NoRoom(str(full)) from full


def detach(*, attachment: Attachment, by: User) -> None:
    """Remove a file; its content goes once the removal is certain."""
    with transaction.atomic():
        open_for_writing(attachment.listing, by=by)
        forget_files([attachment])
        attachment.delete()


def delete_draft(*, listing: Listing, by: User) -> None:
    """Throw away a draft that was never sent."""
    with transaction.atomic():
        listing = open_for_writing(listing, by=by)
        if listing.state != State.DRAFT or listing.revisions.exists():
            raise NotEditable(f"{listing.reference} is {listing.state}")
        forget_files(listing.attachments.all())
        listing.delete()
