"""Officers who verify at the same moment: real threads on PostgreSQL, one verification, one letter."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts.models import OutboxMessage
from catalog.models import Kind
from catalog.verifying import levels
from taxonomy.loading import load_all
from tests.catalog.test_edit_races import at_once
from tests.factories_catalog import make_officer, make_published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _classifications(transactional_db: None) -> None:
    """The transactional test before this one may have emptied the tables."""
    load_all()


def test_of_two_officers_at_once_one_verifies_and_no_press_counts_twice(now: datetime) -> None:
    listing = make_published(Kind.OFFER, now=now)
    revision, officers = listing.revisions.get(), [make_officer(), make_officer("Bùi Quang Tiến")]
    outcomes = at_once(
        [
            lambda by=by: levels.verify(revision=revision, level=6, note="Đã thăm trại.", seen=None, by=by, now=now)
            for by in officers * 5
        ]
    )
    assert outcomes == {"done": 5, "VerifiedMeanwhile": 5}
    assert (listing.events.filter(action="trl_verify").count(), letters()) == (1, 1)


def test_withdrawn_at_once_it_is_withdrawn_once(now: datetime) -> None:
    listing, officer = make_published(Kind.OFFER, now=now), make_officer()
    levels.verify(revision=listing.revisions.get(), level=6, note="Đã xem.", seen=None, by=officer, now=now)
    outcomes = at_once([lambda: levels.withdraw(listing=listing, reason="Đã ngừng.", by=officer, now=now)] * 8)
    assert outcomes == {"done": 1, "NotVerified": 7}
    assert (listing.events.filter(action="trl_withdraw").count(), letters()) == (1, 2)


def letters() -> int:
    return OutboxMessage.objects.filter(kind="trl").count()
