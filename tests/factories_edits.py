"""Edits of published listings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from catalog import editing, posting
from catalog.models import Kind, Listing, Revision
from tests.factories_catalog import author_of, make_published

NEW_TITLE = "Lọc khử lưu huỳnh khí sinh học bằng hạt đá ong nung"


def make_edit(kind: str = Kind.OFFER, *, now: datetime, original: Listing | None = None, **values: Any) -> Listing:
    """An edit of a published listing with another title, not sent yet."""
    original = original or make_published(kind, now=now)
    edit = editing.start_edit(original=original, by=author_of(original), now=now)
    return write(edit, now=now, **({"title": NEW_TITLE} | values))


def write(edit: Listing, *, now: datetime, rows: Any = None, **values: Any) -> Listing:
    edit.refresh_from_db()
    return posting.save_step(
        listing=edit, by=author_of(edit), now=now, seen=posting.version_of(edit), values=values, rows=rows
    )


def make_sent_edit(kind: str = Kind.OFFER, *, now: datetime, **values: Any) -> tuple[Listing, Listing, Revision]:
    """A published listing, its edit in the officers' queue, and the revision they read."""
    edit = make_edit(kind, now=now, **values)
    revision = editing.submit_edit(edit=edit, by=author_of(edit), now=now)
    assert revision is not None
    edit.refresh_from_db()
    original = edit.revision_of
    assert original is not None
    original.refresh_from_db()
    return original, edit, revision
