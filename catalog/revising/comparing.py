"""Which text a revision is compared with, and the comparison as pages show it."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.models import Listing, Revision
from catalog.revising.frozen import content_of
from catalog.revising.wording import Entry, entries_of


def base_among(revisions: Iterable[Revision], revision: Revision, *, root: int) -> Revision | None:
    """The text a revision set out from: the latest one before it that is the listing's own, not an edit's."""
    earlier = [each for each in revisions if each.number < revision.number and each.listing_id == root]
    return max(earlier, key=lambda each: each.number, default=None)


def changes_of(listing: Listing, revision: Revision | None, *, opens_secret: bool) -> list[Entry] | None:
    """What an officer reads first: how an edit differs from what is public, or a text from the one sent before it."""
    if revision is None:
        return None
    if listing.revision_of is not None and revision.listing_id == listing.pk:
        return entries_of(listing, content_of(listing.revision_of), revision.content, opens_secret=opens_secret)
    return changes_in(listing, revision, opens_secret=opens_secret)


def changes_in(listing: Listing, revision: Revision, *, opens_secret: bool) -> list[Entry] | None:
    """How a revision differs from the text it set out from; None for the first one."""
    root = listing.original_id
    if revision.number == 1:
        return None
    earlier = Revision.objects.filter(listing=root, number__lt=revision.number).order_by("-number").first()
    if earlier is None:
        return None
    return entries_of(listing, earlier.content, revision.content, opens_secret=opens_secret)


def changes_so_far(edit: Listing) -> list[Entry]:
    """What the owner has changed in an edit that is still being written."""
    assert edit.revision_of is not None
    return entries_of(edit, content_of(edit.revision_of), content_of(edit), opens_secret=True)
