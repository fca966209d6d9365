"""Contact data that two sides see once an interest is accepted; each opening is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Organisation, User
from accounts.outbox import recipients_of
from catalog.models import DisclosureOpening
from cooperation.models import Interest


@dataclass(frozen=True, slots=True)
class Contact:
    organisation: Organisation
    people: list[User]


def contacts_of(interest: Interest, *, user: User, now: datetime) -> list[Contact]:
    """Both sides' contacts, the other side's first; empty until acceptance and for anybody else."""
    if interest.state != Interest.State.ACCEPTED:
        return []
    sides = [interest.listing.organisation, interest.organisation]
    mine = set(user.memberships.values_list("organisation_id", flat=True))
    if not mine & {side.pk for side in sides}:
        return []
    others = [side for side in sides if side.pk not in mine] or sides
    note_opening(interest, user=user, mine=mine, now=now)
    return [Contact(side, people(interest, side)) for side in others]


def people(interest: Interest, side: Organisation) -> list[User]:
    """The listing's contact person, or whoever sent or looks after the interest."""
    named = interest.listing.contact if side == interest.listing.organisation else interest.sent_by
    return [named] if isinstance(named, User) and named.is_active else recipients_of(side)


def note_opening(interest: Interest, *, user: User, mine: set[int], now: datetime) -> None:
    if interest.listing.organisation_id in mine:
        return
    DisclosureOpening.objects.create(
        listing=interest.listing, user=user, organisation=interest.organisation, what="contact", at=now
    )
