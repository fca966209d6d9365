"""Values of a draft that were guessed from a text: marked until somebody confirms or changes them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from catalog.models import Listing, ListingGuess

_ROWS = {
    "targets": ("name", "value", "unit", "is_must"),
    "comparisons": ("indicator", "ours", "best", "unit", "proof"),
}
_CODES = frozenset({"fields", "industries", "forms"})
LONGEST_QUOTE = 300


def mark(listing: Listing, quotes: Mapping[str, str]) -> None:
    """Mark what the listing now holds in these fields and rows as guessed."""
    ListingGuess.objects.bulk_create(
        [ListingGuess(listing=listing, name=name, written=written(listing, name), quote=quote[:LONGEST_QUOTE])
         for name, quote in quotes.items()]
    )  # fmt: skip


def settle(listing: Listing, saved: Collection[str], confirmed: Collection[str]) -> None:
    """Take the mark from what was just saved and is confirmed, or is another value now."""
    open_marks = listing.guesses.filter(name__in=saved)
    settled = [mark.pk for mark in open_marks if mark.name in confirmed or written(listing, mark.name) != mark.written]
    if settled:
        listing.guesses.filter(pk__in=settled).delete()


def open_guesses(listing: Listing) -> dict[str, ListingGuess]:
    """What nobody has confirmed yet, by field."""
    return {guess.name: guess for guess in listing.guesses.all()}


def written(listing: Listing, name: str) -> str:
    """A field's or the rows' value as text, to tell whether it has changed."""
    value: Any
    if name in _ROWS:
        value = [list(row) for row in getattr(listing, name).order_by("order", "pk").values_list(*_ROWS[name])]
    elif name in _CODES:
        value = sorted(getattr(listing, name).values_list("code", flat=True))
    else:
        value = getattr(listing, name)
    return json.dumps(value, ensure_ascii=False, default=str)
