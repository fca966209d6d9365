"""Who works on a wish: one worker at a time, and one that is lost costs no more than its lease."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from catalog.wish_models import Wish

MOST_ATTEMPTS = 3
WANTED = "wanted"
W = TypeVar("W", bound=Wish)


@transaction.atomic
def claim(wishes: QuerySet[W], *, now: datetime, lease: timedelta, give_up: Callable[[W], object]) -> W | None:
    """Take the wish that waits longest for the time of a lease; one that ended in no result too often is given up."""
    free = wishes.filter(Q(leased_until=None) | Q(leased_until__lte=now), state=WANTED)
    wish = free.select_for_update(skip_locked=True, of=("self",), no_key=True).order_by("wanted_at", "pk").first()
    if wish is None:
        return None
    if wish.attempts >= MOST_ATTEMPTS:
        give_up(wish)
        return None
    wish.attempts, wish.leased_until = wish.attempts + 1, now + lease
    wish.save(update_fields=["attempts", "leased_until"])
    return wish


def held(wish: W) -> QuerySet[W]:
    """The row, as long as this worker's claim is the last."""
    return type(wish)._default_manager.filter(pk=wish.pk, state=WANTED, attempts=wish.attempts)


def let_go(wish: Wish, *, now: datetime) -> None:
    """Leave a wish that could not be done to the next worker."""
    held(wish).update(leased_until=now)
