"""The demonstration's saved listings, with the notes of those who saved them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.models import Organisation, User
from catalog.models import Listing, SavedListing, SavedNote


def load_shortlists(
    rows: list[dict[str, Any]],
    listings: dict[str, Listing],
    organisations: dict[str, Organisation],
    people: dict[str, User],
    *,
    now: datetime,
) -> None:
    """Put listings on the shortlists of the organisations one signs in for."""
    for row in rows:
        person = people[row["organisation"]]
        saved = SavedListing.objects.create(
            listing=listings[row["listing"]],
            organisation=organisations[row["organisation"]],
            saved_by=person,
            saved_at=now - timedelta(days=row["saved"], hours=1),
        )
        SavedNote.objects.bulk_create(
            SavedNote(saved=saved, author=person, text=note["text"], at=now - timedelta(days=note["days"]))
            for note in row["notes"]
        )
