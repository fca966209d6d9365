"""Which officers hear of something: the one in charge, and the managers of everything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from accounts.models import User
from catalog.models import Listing
from catalog.permissions import can_review

Row = TypeVar("Row")


def managers() -> list[User]:
    return list(User.objects.filter(is_active=True, role=User.Role.MANAGER).order_by("pk"))


def officers_of(listing: Listing) -> list[User]:
    """The officer of a listing, who may act for it; where there is none, the managers who may."""
    officer = listing.officer
    known = [officer] if officer and officer.is_active and can_review(officer, listing) else managers()
    return [each for each in known if can_review(each, listing)]


def shared_out(rows: Sequence[Row], *, officer_of: Callable[[Row], User | None]) -> list[tuple[User, list[Row]]]:
    """All rows to each manager, and to each other officer their own; nobody twice."""
    found: dict[User, list[Row]] = {manager: list(rows) for manager in managers()}
    chiefs = set(found)
    for row in rows:
        officer = officer_of(row)
        if officer is not None and officer.is_officer and officer not in chiefs:
            found.setdefault(officer, []).append(row)
    return list(found.items())
