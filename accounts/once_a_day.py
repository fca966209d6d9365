"""Letters of which a person gets one a day at most, with everything that waits for them; told apart by their kind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection

from accounts.models import OutboxMessage, User


def hold(kind: str) -> None:
    """Let one transaction at a time write letters of a kind: the next one waits and finds the first one's letters."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [kind])


def key_of(kind: str, user: User, today: date) -> str:
    """The key of the person's letter of the day in the outbox."""
    return f"{kind}/{user.pk}/{today:%Y-%m-%d}"


def told_on(kind: str, today: date, people: Iterable[User]) -> set[User]:
    """Those who have had their letter of the day."""
    keys = {key_of(kind, user, today): user for user in people}
    return {keys[key] for key in OutboxMessage.objects.filter(key__in=keys).values_list("key", flat=True)}
