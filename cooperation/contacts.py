"""Contact data that two sides see once an interest is accepted; each opening is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.consent import has_given
from accounts.models import Consent, Organisation, User
from accounts.outbox import recipients_of
from catalog.models import DisclosureOpening
from cooperation.models import Interest


@dataclass(frozen=True, slots=True)
class Contact:
    """A side with the people who agreed to be shown; without any, an officer passes messages on."""

    organisation: Organisation
    people: list[User]


def contacts_of(interest: Interest, *, user: User, now: datetime) -> list[Contact]:
    """The other side's contacts, or both for a member of both; empty until acceptance and for anybody else."""
    if interest.state != Interest.State.ACCEPTED:
        return []
    sides = [interest.listing.organisation, interest.organisation]
    mine = set(user.memberships.values_list("organisation_id", flat=True))
    if not mine & {side.pk for side in sides}:
        return []
    others = [side for side in sides if side.pk not in mine] or sides
    contacts = [Contact(side, people(interest, side)) for side in others]
    note_opening(interest, contacts, user=user, mine=mine, now=now)
    return contacts


def people(interest: Interest, side: Organisation) -> list[User]:
    """The listing's contact person or whoever sent the interest, else those who look after it; only who agreed."""
    named = interest.listing.contact if side == interest.listing.organisation else interest.sent_by
    if isinstance(named, User) and named.is_active and agreed(named):
        return [named]
    return [member for member in recipients_of(side) if agreed(member)]


def agreed(user: User) -> bool:
    return has_given(user, Consent.Purpose.CONTACT)


def note_opening(interest: Interest, contacts: list[Contact], *, user: User, mine: set[int], now: datetime) -> None:
    """Written down for the listing's owner: who of the sender's side saw whose contact data."""
    if interest.listing.organisation_id in mine or not any(contact.people for contact in contacts):
        return
    DisclosureOpening.objects.create(
        listing=interest.listing, user=user, organisation=interest.organisation, what="contact", at=now
    )
