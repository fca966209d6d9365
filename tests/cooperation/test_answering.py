"""How an organisation answers: what officers read beside a listing under review."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from cooperation import interests
from cooperation.answering import Answering, answering_of
from cooperation.asking import ending
from cooperation.models import Interest
from tests.factories_catalog import author_of, make_member, make_officer, make_organisation, make_submitted
from tests.factories_cooperation import Sides, make_sides, make_suggestion, send
from tests.factories_triage import suggest

pytestmark = pytest.mark.django_db


def numbers(found: Answering) -> tuple[int, int, int, int]:
    return found.due, found.in_time, found.suggestions, found.declined


def another(sides: Sides) -> Sides:
    """The same listing, and an organisation that has not written yet."""
    asking = make_organisation("Công ty Bao bì Kiến Thụy")
    return Sides(sides.listing, sides.owner, asking, make_member(asking))


def test_interests_count_once_due_and_in_time_when_answered_by_then(now: datetime) -> None:
    sides = make_sides(now=now)
    interests.accept(interest=send(sides, now=now), by=sides.owner, now=now)
    late = send(other := another(sides), now=now)
    interests.decline(interest=late, by=sides.owner, now=now, reason="price")
    Interest.objects.filter(pk=late.pk).update(answered_at=now + timedelta(days=30))
    lapsed = send(another(sides), now=now)
    ending.lapse_overdue(now=now + timedelta(days=30))
    lapsed.refresh_from_db()
    send(another(sides), now=now)
    found = answering_of(sides.listing.organisation)
    assert lapsed.state == Interest.State.LAPSED
    assert numbers(found) == (3, 1, 0, 0)
    assert found.reasons == [("price", 1)]
    assert numbers(answering_of(other.organisation)) == (0, 0, 0, 0)


def test_only_ones_own_answers_to_suggestions_count(now: datetime) -> None:
    sides = make_sides("need", now=now)
    for reason in ("price", "timing", "price"):
        made = suggest(sides.listing, now=now)
        interests.decline_suggestion(suggestion=made, side="need", by=sides.owner, now=now, reason=reason)
    theirs = suggest(sides.listing, now=now)
    interests.decline_suggestion(
        suggestion=theirs, side="offer", by=author_of(theirs.offer), now=now, reason="too_early"
    )
    found = answering_of(sides.listing.organisation)
    assert numbers(found) == (0, 0, 3, 3)
    assert found.reasons == [("price", 2), ("timing", 1)]


def test_a_reason_counts_once_where_the_interest_came_from_a_suggestion(now: datetime) -> None:
    sides = make_sides(now=now)
    made, own = make_suggestion(sides, now=now)
    sent = send(sides, now=now, own_listing=own, suggestion=made)
    interests.decline(interest=sent, by=sides.owner, now=now, reason="no_capacity")
    found = answering_of(sides.listing.organisation)
    assert numbers(found) == (1, 1, 1, 1)
    assert found.reasons == [("no_capacity", 1)]


@pytest.mark.parametrize("count", [1, 3])
def test_answers_are_read_in_two_queries(now: datetime, count: int, django_assert_num_queries: Any) -> None:
    sides = make_sides("need", now=now)
    for _ in range(count):
        interests.decline_suggestion(
            suggestion=suggest(sides.listing, now=now), side="need", by=sides.owner, now=now, reason="price"
        )
        interests.accept(interest=send(another(sides), now=now), by=sides.owner, now=now)
    with django_assert_num_queries(2):
        answering_of(sides.listing.organisation)


def test_officers_read_it_beside_the_organisation(client: Client, now: datetime) -> None:
    sides = make_sides(now=now)
    listing, _revision = make_submitted("need", now=now, organisation=sides.listing.organisation, by=sides.owner)
    client.force_login(make_officer())
    address = f"/en/review/{listing.reference}/"
    assert "none was due so far" in client.get(address).text
    interests.decline(interest=send(sides, now=now), by=sides.owner, now=now, reason="price", note="Lời riêng.")
    page = client.get(address).text
    assert "1 of 1 answered in time" in page
    assert "Too expensive (1)" in page
    assert "Lời riêng." not in page
