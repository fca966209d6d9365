"""Messages to everybody in a room, notes for one's own side, experts who are invited, and what is new to a reader."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from cooperation.models import Cooperation, RoomGuest, RoomMessage
from cooperation.pipeline import letters
from cooperation.pipeline.access import can_act
from cooperation.pipeline.history import record
from cooperation.pipeline.stages import CooperationError, NotAllowed, lock, lock_running
from cooperation.stage_choices import Side

#: The same words again within this time are a button pressed twice.
SAME_PRESS = timedelta(minutes=10)

#: One statement, because every opening of a room makes it: the subquery still sees the visit before.
VISIT = """
    WITH before AS (SELECT at FROM cooperation_roomvisit WHERE cooperation_id = %s AND user_id = %s)
    INSERT INTO cooperation_roomvisit (cooperation_id, user_id, at) VALUES (%s, %s, %s)
    ON CONFLICT (cooperation_id, user_id) DO UPDATE SET at = EXCLUDED.at
    RETURNING (SELECT at FROM before)
"""


class NotAnExpert(CooperationError):
    """The person cannot be invited: unknown, not active, or of one of the two sides."""


@transaction.atomic
def write(
    *, cooperation: Cooperation, side: str, text: str, by: User, now: datetime, is_note: bool = False
) -> RoomMessage:  # fmt: skip
    """Add a message, also after the end; invited experts write for no side and leave no notes."""
    cooperation = lock(cooperation)
    is_guest = not side and is_invited(cooperation, by)
    if not (can_act(by, cooperation, side) or (is_guest and not is_note)):
        raise NotAllowed(cooperation.reference)
    recent = RoomMessage.objects.filter(cooperation=cooperation, author=by, is_note=is_note, at__gt=now - SAME_PRESS)
    if (last := recent.last()) is not None and last.text == text:
        return last
    message = RoomMessage.objects.create(
        cooperation=cooperation, author=by, side=side, is_note=is_note, text=text, at=now
    )
    Cooperation.objects.filter(pk=cooperation.pk).update(changed_at=now)
    if not is_note:
        letters.message(message, cooperation)
    return message


def messages_for(cooperation: Cooperation, sides: list[str]) -> QuerySet[RoomMessage]:
    """What the members of these sides may read: everybody's messages, and their own side's notes."""
    readable = Q(is_note=False) | Q(is_note=True, side__in=sides)
    return RoomMessage.objects.filter(readable, cooperation=cooperation).select_related("author")


def visit(cooperation: Cooperation, *, by: User, now: datetime) -> datetime | None:
    """Note that the person has looked into the room; when they did so last."""
    with connection.cursor() as cursor:
        cursor.execute(VISIT, [cooperation.pk, by.pk, cooperation.pk, by.pk, now])
        (before,) = cursor.fetchone()
    return before  # type: ignore[no-any-return]


def is_invited(cooperation: Cooperation, user: User) -> bool:
    return user.is_active and RoomGuest.objects.filter(cooperation=cooperation, user=user, ended_at=None).exists()


@transaction.atomic
def invite(*, cooperation: Cooperation, expert: User, by: User, now: datetime) -> RoomGuest:
    """The officer invites an expert, who reads and writes from now on; twice is once."""
    cooperation = lock_running(cooperation, Side.OFFICER, by=by)
    sides = [cooperation.need_side_id, cooperation.offer_side_id]
    if not expert.is_active or expert.memberships.filter(organisation__in=sides).exists():
        raise NotAnExpert(expert.email)
    guest, is_new = RoomGuest.objects.get_or_create(
        cooperation=cooperation, user=expert, ended_at=None, defaults={"invited_by": by, "at": now}
    )
    if is_new:
        letters.tell(record(cooperation, "invited", by=by, side=Side.OFFICER, now=now), by=by)
        letters.invited(guest, cooperation)
    return guest


@transaction.atomic
def dismiss(*, guest: RoomGuest, by: User, now: datetime) -> RoomGuest:
    """The officer, or the expert, ends the invitation; the room is closed to them at once."""
    cooperation = lock(guest.cooperation)
    guest = RoomGuest.objects.get(pk=guest.pk)
    if by != guest.user and not can_act(by, cooperation, Side.OFFICER):
        raise NotAllowed(cooperation.reference)
    if guest.ended_at is None:
        guest.ended_at = now
        guest.save(update_fields=["ended_at"])
        record(cooperation, "guest_left", by=by, now=now)
    return guest
