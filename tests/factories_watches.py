"""Watched searches, and listings that have just become public and searchable."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from catalog import watching
from catalog.indexing import index_awaiting
from catalog.models import Kind, Listing, Watch
from tests.factories_catalog import make_published, make_user

A_WEEK = timedelta(days=7)


def make_watch(
    address: str = "kind=offer", *, owner: User | None = None, now: datetime, rhythm: str = "daily", **values: Any
) -> Watch:
    """A watch that has been there for a week."""
    watch = watching.save_watch(owner=owner or make_user(), address=address, rhythm=rhythm, now=now - A_WEEK)
    Watch.objects.filter(pk=watch.pk).update(**values)
    watch.refresh_from_db()
    return watch


def make_arrival(kind: str = Kind.OFFER, *, now: datetime, **values: Any) -> Listing:
    """A public listing that is indexed; embedded by the test's own embedder."""
    listing = make_published(kind, now=now, **values)
    index_awaiting()
    listing.refresh_from_db()
    return listing
