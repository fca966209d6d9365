"""Days that pass for one listing: all that belongs to it grows older together, and the seldom sweeps follow at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import OutboxMessage
from catalog import editing
from catalog.models import Listing, ListingEvent, ListingReminder, State
from cooperation.models import Interest, InterestEvent
from exchange.demo.passing import let_pass
from exchange.sweeping import run_seldom
from tests.factories_catalog import author_of, make_published
from tests.factories_cooperation import make_sides, send

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=100)


def times_of(listing: Listing) -> list[datetime]:
    events = ListingEvent.objects.filter(listing=listing).values_list("at", flat=True)
    answers = InterestEvent.objects.filter(interest__listing=listing).values_list("at", flat=True)
    return [*events, *answers, *listing.revisions.values_list("review__decided_at", flat=True)]


def test_all_that_belongs_to_a_listing_grows_older_by_the_same(now: datetime) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    editing.start_edit(original=sides.listing, by=sides.owner, now=now)
    before, until, due = times_of(sides.listing), sides.listing.valid_until, interest.due_on
    let_pass(listing=sides.listing, days=100)
    sides.listing.refresh_from_db()
    interest.refresh_from_db()
    assert len(before) >= 4
    assert times_of(sides.listing) == [time - DAYS for time in before]
    assert until is not None
    assert sides.listing.valid_until == until - DAYS
    assert (sides.listing.published_at, sides.listing.edits.get().created_at) == (now - DAYS, now - DAYS)
    assert (interest.sent_at, interest.due_on) == (now - DAYS, due - DAYS)


def test_other_listings_and_people_stay_as_old_as_they_are(now: datetime) -> None:
    sides = make_sides(now=now)
    other = make_published("need", now=now, by=sides.sender, organisation=sides.organisation)
    send(sides, now=now, own_listing=other)
    before = times_of(other)
    let_pass(listing=sides.listing, days=100)
    sides.sender.refresh_from_db()
    other.refresh_from_db()
    assert (other.published_at, times_of(other)) == (now, before)
    assert sides.sender.date_joined > now - DAYS


def test_a_history_is_append_only_again_afterwards(now: datetime) -> None:
    listing = make_published("need", now=now)
    let_pass(listing=listing, days=1)
    with pytest.raises(Exception, match="append_only"):
        ListingEvent.objects.filter(listing=listing).update(at=now)


def test_the_command_brings_reminder_end_and_lapse() -> None:
    now = timezone.now()
    sides = make_sides(now=now)
    send(sides, now=now)
    pass_days(sides.listing, 306)
    assert list(ListingReminder.objects.values_list("listing", "days")) == [(sides.listing.pk, 60)]
    assert OutboxMessage.objects.filter(kind="validity", to=author_of(sides.listing).email).count() == 1
    assert Interest.objects.get().state == Interest.State.LAPSED
    pass_days(sides.listing, 60)
    sides.listing.refresh_from_db()
    assert sides.listing.state == State.EXPIRED


def pass_days(listing: Listing, days: int) -> str:
    said = StringIO()
    call_command("let_pass", listing.reference, str(days), stdout=said)
    return said.getvalue()


@pytest.mark.parametrize(("reference", "days"), [("HP-N-1999-0001", "3"), ("", "0"), ("", "-3"), ("", "3651")])
def test_what_cannot_pass_is_refused(now: datetime, reference: str, days: str) -> None:
    listing = make_published("need", now=now)
    with pytest.raises(CommandError):
        call_command("let_pass", reference or listing.reference, "--", days)
    listing.refresh_from_db()
    assert listing.published_at == now


def test_outside_the_demonstration_nothing_passes(now: datetime, settings: Any) -> None:
    listing = make_published("need", now=now)
    settings.DEMO = False
    with pytest.raises(CommandError, match="demonstration only"):
        pass_days(listing, 3)
    listing.refresh_from_db()
    assert listing.published_at == now


def test_the_seldom_sweeps_are_those_of_the_schedule() -> None:
    seldom = {name for name, entry in settings.CELERY_BEAT_SCHEDULE.items() if entry["schedule"] >= 60}
    done = list(run_seldom())
    assert set(done) == seldom
    assert {"expire", "remind", "lapse", "triage", "reports", "archive"} <= seldom
    assert {"index", "match", "mail"}.isdisjoint(seldom)
