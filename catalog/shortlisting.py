"""The shortlist: every member of an organisation may save, note and remove; a person without one does so alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.erasure import erased_people
from accounts.models import Membership, Organisation, User
from catalog.models import Listing, ListingQuerySet, SavedListing, SavedNote

MOST_SAVED = 500
MOST_NOTES = 100
#: How long a removal can be undone; afterwards the notes are gone.
KEPT_AFTER_REMOVAL = timedelta(days=30)


class ShortlistError(Exception):
    """What was asked for is not possible."""


class NotAllowed(ShortlistError):
    """The list, or the note, is somebody else's."""


class ListFull(ShortlistError):
    """The list holds as many listings as it may."""


class NotSaved(ShortlistError):
    """The listing has been taken off the list meanwhile."""


class TooManyNotes(ShortlistError):
    """The listing carries as many notes as it may."""


@transaction.atomic
def save(*, listing: Listing, by: User, organisation: Organisation | None, now: datetime) -> SavedListing:
    """Put a listing on the organisation's list, or the person's own; one taken off comes back with its notes."""
    if organisation is not None and not is_member(by, organisation.pk):
        raise NotAllowed
    holder = {"organisation": organisation, "user": None if organisation else by}
    already = SavedListing.objects.filter(**holder, listing=listing).first()
    if already is not None and already.removed_at is None:
        return already
    if SavedListing.objects.kept().filter(**holder).count() >= MOST_SAVED:
        raise ListFull
    saved, _is_new = SavedListing.objects.get_or_create(
        **holder, listing=listing, defaults={"saved_by": by, "saved_at": now}
    )
    SavedListing.objects.filter(pk=saved.pk, removed_at__isnull=False).update(
        removed_at=None, saved_by=by, saved_at=now
    )
    saved.refresh_from_db()
    return saved


def remove(*, saved: SavedListing, by: User, now: datetime) -> None:
    """Take a listing off the list; once, however often it is asked."""
    check_holder(saved, by)
    SavedListing.objects.kept().filter(pk=saved.pk).update(removed_at=now)


def restore(*, saved: SavedListing, by: User, now: datetime) -> None:
    """Undo a removal while its notes are still there; on the list it stays as it was."""
    check_holder(saved, by)
    removed_since = now - KEPT_AFTER_REMOVAL
    SavedListing.objects.filter(pk=saved.pk, removed_at__gt=removed_since).update(removed_at=None)


@transaction.atomic
def add_note(*, saved: SavedListing, by: User, text: str, now: datetime) -> SavedNote:
    """Write a note for those who share the list; the same words pressed twice are one note."""
    locked = SavedListing.objects.select_for_update(no_key=True).get(pk=saved.pk)
    check_holder(locked, by)
    if locked.removed_at is not None:
        raise NotSaved
    if again := SavedNote.objects.filter(saved=locked, author=by, text=text).first():
        return again
    if locked.notes.count() >= MOST_NOTES:
        raise TooManyNotes
    return SavedNote.objects.create(saved=locked, author=by, text=text, at=now)


def delete_note(*, note: SavedNote, by: User) -> None:
    """Take back what one has written oneself."""
    check_holder(note.saved, by)
    if note.author_id != by.pk:
        raise NotAllowed
    SavedNote.objects.filter(pk=note.pk).delete()


def check_holder(saved: SavedListing, by: User) -> None:
    if saved.user_id != by.pk and not (saved.organisation_id and is_member(by, saved.organisation_id)):
        raise NotAllowed


def is_member(user: User, organisation_id: int) -> bool:
    return Membership.objects.filter(user=user, organisation=organisation_id).exists()


def with_is_saved(listings: ListingQuerySet, *, user: User, organisation: Organisation | None) -> ListingQuerySet:
    """Bring with each listing, in the same query, whether it is on the list that the person sees."""
    held = SavedListing.objects.kept().held_by(user=user, organisation=organisation)
    return listings.annotate(is_saved=Exists(held.filter(listing=OuterRef("pk"))))


def purge(*, now: datetime) -> None:
    """Forget what was removed long ago, and the own lists of people who were erased; notes to others stay."""
    SavedListing.objects.filter(removed_at__lte=now - KEPT_AFTER_REMOVAL).delete()
    SavedListing.objects.filter(user__in=erased_people()).delete()
