"""Editing a listing that was published: begun beside it, sent to the officers, or thrown away; and copying one.

The published text stays as it is until an officer has decided on the edit: see decision 26.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from accounts.models import User
from catalog import publishing
from catalog.models import OPEN_STATES, REVISABLE_STATES, Listing, ListingQuerySet, Revision, State
from catalog.permissions import can_edit
from catalog.posting import SAME_PRESS, NotEditable
from catalog.revising.applying import SETTINGS, take_settings
from catalog.revising.carried_files import share_files
from catalog.revising.frozen import content_of, write_content


class Unchanged(publishing.PublishingError):
    """The edit says what the listing says already."""


def open_edit(original: Listing) -> Listing | None:
    """The edit that is under way; there is at most one."""
    return original.edits.filter(state__in=OPEN_STATES).first()


def start_edit(*, original: Listing, by: User, now: datetime) -> Listing:
    """An edit with all that the listing says, or the one that has been begun already."""
    with transaction.atomic():
        original = publishing.lock(original)
        if not can_edit(by, original) or original.is_edit or original.state not in REVISABLE_STATES:
            raise NotEditable(f"{original.reference} is {original.state}")
        if begun := open_edit(original):
            return begun
        edit = Listing.objects.create(
            revision_of=original,
            reference=f"{original.reference}-R{original.edits.count() + 1}",
            kind=original.kind,
            organisation=original.organisation,
            created_by=by,
            created_at=now,
            updated_at=now,
            **{name: getattr(original, name) for name in SETTINGS},
        )
        write_content(edit, content_of(original))
        share_files(original, edit)
        publishing.record(original, action="edit", source=original.state, by=by, now=now)
    return edit


def submit_edit(*, edit: Listing, by: User, now: datetime, note: str = "") -> Revision | None:
    """Send an edit to the officers; where only contact person or switch differ, nobody has to read it: None."""
    with transaction.atomic():
        edit = publishing.lock(edit)
        publishing.check(edit, "submit", by=by)
        original = edit.revision_of
        assert original is not None
        if content_of(edit) != content_of(original):
            return publishing.submit(listing=edit, by=by, now=now, note=note)
        if all(getattr(edit, name) == getattr(original, name) for name in SETTINGS):
            raise Unchanged(edit.reference)
        take_settings(original, edit)
        publishing.save_state(original, now=now)
        publishing.close_edit(original, by=by, now=now, action="settings")
    return None


def discard_edit(*, original: Listing, by: User, now: datetime) -> bool:
    """Throw the edit away that is under way, or take it back from the officers; again changes nothing."""
    with transaction.atomic():
        original = publishing.lock(original)
        if not can_edit(by, original):
            raise NotEditable(original.reference)
        return publishing.close_edit(original, by=by, now=now, action="discard")


def copy_listing(*, source: Listing, by: User, now: datetime) -> Listing:
    """A new draft with text, classification and rows of an earlier listing, pressed twice the same one.

    Files, verified TRL and scores are not copied: they were given to the other listing.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        if not can_edit(by, source) or source.is_edit:
            raise NotEditable(source.reference)
        copies = Listing.objects.originals().filter(
            events__action="copy", events__note=source.reference, events__actor=by, state=State.DRAFT
        )
        if again := copies.filter(created_at__gt=now - SAME_PRESS).first():
            return again
        copied = publishing.create_listing(kind=source.kind, organisation=source.organisation, by=by, now=now)
        write_content(copied, content_of(source))
        publishing.record(copied, action="copy", source=copied.state, by=by, now=now, note=source.reference)
    return copied


@dataclass(frozen=True, slots=True)
class OpenEdit:
    """The edit of a listing that is under way, as far as lists need it."""

    reference: str
    state: State
    due_on: date | None

    @property
    def is_editable(self) -> bool:
        return self.state in (State.DRAFT, State.CHANGES_REQUESTED)

    @property
    def check_url(self) -> str:
        """The last page of writing it, where what has changed is shown."""
        return reverse("catalog:listing-edit", args=[self.reference, "check"])


def with_open_edit(listings: ListingQuerySet) -> ListingQuerySet:
    """The listings with what `edit_of` reads, in the same query."""
    edits = Listing.objects.filter(revision_of=OuterRef("pk"), state__in=OPEN_STATES)
    return listings.annotate(
        edit_reference=Subquery(edits.values("reference")[:1]),
        edit_state=Subquery(edits.values("state")[:1]),
        edit_due_on=Subquery(edits.values("review_due_on")[:1]),
    )


def edit_of(listing: Listing) -> OpenEdit | None:
    """The open edit of a listing that came from `with_open_edit`."""
    reference = getattr(listing, "edit_reference", None)
    if reference is None:
        return None
    return OpenEdit(reference, State(listing.edit_state), listing.edit_due_on)  # type: ignore[attr-defined]
