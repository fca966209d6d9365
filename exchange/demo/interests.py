"""The demonstration's expressions of interest and consents, with the history that their states imply."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts import texts
from accounts.consent import WORDINGS
from accounts.demo import DEMO_ACCOUNTS
from accounts.models import Consent, Organisation, SiteText, User
from catalog.disclosure import grant
from catalog.models import DisclosureGrant, Listing
from catalog.publishing import working_day
from cooperation.interests import next_reference
from cooperation.models import Interest, InterestEvent

Row = dict[str, Any]
Purpose = Consent.Purpose
State = Interest.State


def load_interests(
    rows: list[Row],
    listings: dict[str, Listing],
    organisations: dict[str, Organisation],
    people: dict[str, User],
    *,
    now: datetime,
) -> None:
    """Create the interests with their events, and what an accepted one opens."""
    for row in rows:
        interest = build(row, listings, organisations[row["organisation"]], people, now=now)
        interest.save()
        write_events(interest)
        if interest.state == State.ACCEPTED:
            open_both(interest)


def build(
    row: Row, listings: dict[str, Listing], organisation: Organisation, people: dict[str, User], *, now: datetime
) -> Interest:
    listing = listings[row["listing"]]
    sent_at = now - timedelta(days=row["sent"], hours=2)
    due_on = working_day(timezone.localdate(sent_at), settings.INTEREST_WORKING_DAYS)
    interest = Interest(
        reference=next_reference(now=sent_at), listing=listing, organisation=organisation,
        own_listing=listings.get(row.get("own", "")), state=row["state"],
        pitch=row["pitch"], fit=row.get("fit", ""), questions=row.get("questions", ""), reason=row.get("reason", ""),
        answer_note=row.get("note", ""), sent_by=people[organisation.slug], sent_at=sent_at, due_on=due_on,
    )  # fmt: skip
    if interest.state == State.LAPSED:
        interest.answered_at = sent_at + (due_on - timezone.localdate(sent_at)) + timedelta(days=1)
    elif interest.state == State.CLOSED:
        interest.answered_at = now - timedelta(days=row["answered"])
    elif interest.state != State.SENT:
        side = organisation if interest.state == State.WITHDRAWN else listing.organisation
        interest.answered_at, interest.answered_by = now - timedelta(days=row["answered"]), people[side.slug]
    return interest


def write_events(interest: Interest) -> None:
    events = [InterestEvent(interest=interest, at=interest.sent_at, actor=interest.sent_by, to_state=State.SENT)]
    if interest.answered_at:
        events.append(
            InterestEvent(
                interest=interest,
                at=interest.answered_at,
                actor=interest.answered_by,
                from_state=State.SENT,
                to_state=interest.state,
                note=interest.answer_note or interest.reason,
            )
        )
    InterestEvent.objects.bulk_create(events)


def open_both(interest: Interest) -> None:
    """The grants of an acceptance."""
    at = interest.answered_at or interest.sent_at
    level = DisclosureGrant.Level.INTEREST
    grant(listing=interest.listing, organisation=interest.organisation, level=level, now=at)
    if interest.own_listing:
        grant(listing=interest.own_listing, organisation=interest.listing.organisation, level=level, now=at)


def load_consents(people: dict[str, User], *, now: datetime) -> None:
    """Everybody accepted the terms and shows contact details; the sign-in page's accounts want suggestions too."""
    at = now - timedelta(days=300)
    terms, privacy = texts.in_force(SiteText.Key.TERMS), texts.in_force(SiteText.Key.PRIVACY)
    eager = {account.email for account in DEMO_ACCOUNTS}
    rows = []
    for user in people.values():
        purposes = [Purpose.TERMS, Purpose.CONTACT, *([Purpose.SUGGESTIONS] if user.email in eager else [])]
        rows += [
            Consent(
                user=user,
                purpose=purpose,
                is_given=True,
                text=terms if purpose == Purpose.TERMS else privacy,
                wording=str(WORDINGS[purpose]),
                at=at,
            )
            for purpose in purposes
            if not user.is_officer or purpose == Purpose.TERMS
        ]
    Consent.objects.bulk_create(rows)
