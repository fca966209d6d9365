"""How a page knows that the catalogue is still as it was when the page was made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache as once
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from catalog.index_models import CatalogueStamp

KEPT_SECONDS = 120
#: What pages and their parts are made from; a new release makes new ones.
SOURCES = ("templates", "static", "locale", "taxonomy", "accounts", "catalog", "matching", "cooperation", "advisory",
           "exchange")  # fmt: skip
Made = TypeVar("Made")


def catalogue_stamp() -> int:
    """A number that grows with every commit that changes what visitors see of listings and organisations."""
    return CatalogueStamp.objects.values_list("value", flat=True).first() or 0


def kept(stamp: int, *key: str, make: Callable[[], Made]) -> Made:
    """What `make` returns, the same for all readers; kept while the catalogue and the day stay. Stamp 0: made anew."""
    if not stamp:
        return make()
    named = hashlib.sha256(repr((stamp, release(), timezone.localdate(), key)).encode()).hexdigest()
    found: Made | None = cache.get(f"kept:{named}")
    if found is None:
        found = make()
        cache.set(f"kept:{named}", found, KEPT_SECONDS)
    return found


@once
def release() -> float:
    """When the newest file was changed that pages are made from."""
    found = (path for name in SOURCES for path in (settings.BASE_DIR / name).rglob("*"))
    files = (path for path in found if path.is_file() and path.parent.name != "__pycache__")
    return max(path.stat().st_mtime for path in files)
