"""Jobs of the catalogue: each finds its own work and may run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from catalog import shortlisting
from catalog.indexing import index_awaiting
from catalog.publishing import expire_overdue


@shared_task
def index_listings() -> None:
    """Index listings that were submitted, published, changed or taken back."""
    index_awaiting()


@shared_task
def expire_listings() -> None:
    """Expire published listings past their validity."""
    expire_overdue(now=timezone.now())


@shared_task
def purge_shortlists() -> None:
    """Forget what was taken off shortlists long ago."""
    shortlisting.purge(now=timezone.now())
