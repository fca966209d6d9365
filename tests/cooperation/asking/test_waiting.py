"""Reminders, interests that lapse, and listings that end before anybody has answered."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.models import OutboxMessage
from catalog.models import Listing
from cooperation import interests
from cooperation.asking import back, ending, reminding
from cooperation.models import Interest
from tests.factories_catalog import make_officer, make_published, make_user
from tests.factories_cooperation import Sides, make_sides, send

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def letters(kind: str) -> list[tuple[str, str]]:
    return sorted(OutboxMessage.objects.filter(kind=kind).values_list("to", "subject"))


def at(interest: Interest, *, days: int, now: datetime) -> datetime:
    """So many days after the deadline, at the hour of `now`."""
    return now + (interest.due_on - now.date()) + days * DAY


def test_the_owner_is_reminded_the_working_day_before_and_on_the_day(now: datetime) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    # 30 November 2026 is a Monday: the working day before is Friday.
    counts = [reminding.remind_due(now=at(interest, days=days, now=now)) for days in (-4, -3, -3, -2, -1, 0, 0, 1)]
    assert counts == [0, 1, 0, 0, 0, 1, 0, 0]
    assert [to for to, _subject in letters("interest_reminder")] == [sides.owner.email] * 2


def test_a_person_gets_one_letter_a_day_with_all_that_waits(now: datetime) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    other = make_published("offer", organisation=sides.listing.organisation, by=sides.owner, now=now)
    send(sides, listing=other, now=now)
    assert reminding.remind_due(now=at(interest, days=0, now=now)) == 2
    (letter,) = OutboxMessage.objects.filter(kind="interest_reminder")
    assert sides.listing.reference in letter.text
    assert other.reference in letter.text


def test_after_a_question_the_sender_is_reminded(now: datetime) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    back.ask(interest=interest, by=sides.owner, now=now, text="Giá một mẫu?")
    interest.refresh_from_db()
    reminding.remind_due(now=at(interest, days=0, now=now))
    assert [to for to, _subject in letters("interest_reminder")] == [sides.sender.email]
    assert ending.lapse_overdue(now=at(interest, days=1, now=now)) == 1
    (letter,) = OutboxMessage.objects.filter(kind="interest_lapsed")
    assert "Câu hỏi" in letter.text
    assert not letters("interest_unanswered")


def test_what_lapsed_is_told_to_managers_and_to_the_listings_officer(now: datetime) -> None:
    officer, manager, _colleague = make_officer(), make_user(role="manager"), make_officer()
    sides = make_sides(now=now)
    Listing.objects.filter(pk=sides.listing.pk).update(officer=officer)
    send(sides, now=now)
    late = now + 30 * DAY
    assert [ending.lapse_overdue(now=late) for _ in range(2)] == [1, 0]
    assert [to for to, _subject in letters("interest_unanswered")] == sorted([officer.email, manager.email])


def test_what_an_officer_holds_back_does_not_lapse(now: datetime) -> None:
    sides = make_sides("need", now=now, is_anonymous=True)
    interest = send(sides, now=now)
    back.ask(interest=interest, by=sides.owner, now=now, text="Giá một mẫu?")
    assert ending.lapse_overdue(now=now + 30 * DAY) == 0
    assert reminding.remind_due(now=at(interest, days=0, now=now)) == 0


@pytest.mark.parametrize("state", ["withdrawn", "fulfilled", "expired", "archived"])
def test_an_interest_ends_with_its_listing(state: str, now: datetime) -> None:
    sides = make_sides(now=now)
    interest, done = send(sides, now=now), send(make_sides(now=now), now=now)
    interests.decline(interest=done, by=done.listing.contact, now=now, reason="price")
    Listing.objects.filter(pk__in=[sides.listing.pk, done.listing_id]).update(state=state)
    assert [ending.close_ended(now=now) for _ in range(2)] == [1, 0]
    interest.refresh_from_db()
    done.refresh_from_db()
    assert (interest.state, interest.answered_at, done.state) == ("closed", now, "declined")
    assert [to for to, _subject in letters("interest_closed")] == [sides.sender.email]
    assert interest.events.last().to_state == "closed"  # type: ignore[union-attr]


def test_a_paused_listing_may_still_be_answered(now: datetime) -> None:
    sides: Sides = make_sides(now=now)
    interest = send(sides, now=now)
    Listing.objects.filter(pk=sides.listing.pk).update(state="paused")
    assert ending.close_ended(now=now) == 0
    interests.accept(interest=interest, by=sides.owner, now=now)
