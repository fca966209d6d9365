"""The sweep that begins what was accepted looks at nothing twice."""

from __future__ import annotations

from datetime import datetime

import pytest

from catalog.models import Kind, Listing
from cooperation.models import Cooperation, Interest
from cooperation.pipeline import starting
from tests.factories_catalog import make_published
from tests.factories_cooperation import Sides, make_sides, send

pytestmark = pytest.mark.django_db


def accept_all(now: datetime) -> None:
    """As the interests that were accepted before there were cooperations."""
    Interest.objects.update(state="accepted", answered_at=now)


def make_running_pair(*, now: datetime) -> tuple[Sides, Listing]:
    """A cooperation of two listings, and an accepted interest in either of them."""
    sides = make_sides(now=now)
    need = make_published(Kind.NEED, organisation=sides.organisation, by=sides.sender, now=now)
    send(sides, own_listing=need, now=now)
    send(
        sides, listing=need, organisation=sides.listing.organisation, by=sides.owner, own_listing=sides.listing, now=now
    )
    accept_all(now)
    return sides, need


def test_interests_of_a_pair_that_runs_are_not_looked_at_again(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    make_running_pair(now=now)
    assert starting.start_accepted(now=now) == 1
    assert not starting.without_cooperation().exists()
    # However many of them there are, they do not keep a new one waiting.
    monkeypatch.setattr(starting, "A_SWEEP", 1)
    send(make_sides(now=now), now=now)
    accept_all(now)
    assert starting.start_accepted(now=now) == 1
    assert Cooperation.objects.count() == 2


def test_an_interest_without_a_listing_of_its_own_begins_one(now: datetime) -> None:
    sides, _need = make_running_pair(now=now)
    starting.start_accepted(now=now)
    other = make_published(Kind.OFFER, organisation=sides.listing.organisation, by=sides.owner, now=now)
    send(sides, listing=other, now=now)
    accept_all(now)
    assert starting.start_accepted(now=now) == 1
