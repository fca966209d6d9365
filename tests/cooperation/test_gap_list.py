"""Unmet needs: published long enough, without a good suggestion that stands, and without an accepted interest."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from catalog.models import Listing, State
from cooperation.gap_list import last_day, unmet_needs
from cooperation.models import Interest
from matching.models import Suggestion
from matching.weights import active_weights
from tests.factories_catalog import make_organisation, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def need(now: datetime) -> Listing:
    return aged(make_published("need", now=now), days=30)


def aged(listing: Listing, *, days: int) -> Listing:
    Listing.objects.filter(pk=listing.pk).update(published_at=timezone.now() - timedelta(days=days))
    return listing


def unmet() -> list[Listing]:
    return list(unmet_needs(today=timezone.localdate()))


def suggest(need: Listing, offer: Listing, score: float, **values: object) -> Suggestion:
    return Suggestion.objects.create(
        need=need,
        offer=offer,
        score=score,
        logit=0,
        weights=active_weights()[0],
        need_hash="n",
        offer_hash="o",
        **values,
    )


def test_need_that_has_waited_is_unmet_and_a_fresh_one_is_not(need: Listing, now: datetime) -> None:
    make_published("need", now=now)
    aged(make_published("offer", now=now), days=30)
    assert unmet() == [need]


@pytest.mark.parametrize("state", [State.PAUSED, State.FULFILLED, State.WITHDRAWN, State.DRAFT])
def test_need_that_is_not_public_is_not_listed(need: Listing, state: str) -> None:
    Listing.objects.filter(pk=need.pk).update(state=state)
    assert unmet() == []


@pytest.mark.parametrize(
    ("score", "values", "is_unmet"),
    [
        (0.49, {}, True),
        (0.5, {}, False),
        (0.9, {}, False),
        (0.9, {"is_current": False}, True),
        (0.9, {"need_state": "declined"}, True),
        (0.9, {"offer_state": "declined"}, True),
        (0.9, {"offer_state": "viewed"}, False),
    ],
)
def test_good_suggestion_that_stands_is_an_answer(
    need: Listing, now: datetime, score: float, values: dict[str, object], is_unmet: bool
) -> None:
    suggest(need, make_published("offer", now=now), score, **values)
    assert bool(unmet()) is is_unmet


def test_suggestion_of_an_offer_that_is_gone_is_no_answer(need: Listing, now: datetime) -> None:
    offer = make_published("offer", now=now)
    suggest(need, offer, 0.9)
    Listing.objects.filter(pk=offer.pk).update(state=State.WITHDRAWN)
    assert unmet() == [need]


@pytest.mark.parametrize(
    ("state", "is_unmet"), [("sent", True), ("accepted", False), ("declined", True), ("lapsed", True)]
)
@pytest.mark.parametrize("place", ["listing", "own_listing"])
def test_accepted_interest_is_an_answer(need: Listing, now: datetime, state: str, is_unmet: bool, place: str) -> None:
    offer = make_published("offer", now=now)
    listings = {"listing": need} if place == "listing" else {"listing": offer, "own_listing": need}
    Interest.objects.create(
        reference=f"HP-Q-2026-{Interest.objects.count() + 1:04d}",
        organisation=make_organisation(),
        pitch="x" * 40,
        state=state,
        due_on=date(2030, 1, 1),
        answered_at=now,
        **listings,
    )
    assert bool(unmet()) is is_unmet


def test_ten_working_days_and_the_holidays_between_are_waited_for() -> None:
    assert last_day(date(2026, 11, 23)) == date(2026, 11, 9)
    assert last_day(date(2026, 9, 7)) < date(2026, 8, 24)


@pytest.mark.parametrize(("hour", "count"), [(23, 1), (24, 0)])
def test_day_of_publication_is_the_day_in_vietnam(need: Listing, hour: int, count: int) -> None:
    midnight = datetime(2026, 11, 9, tzinfo=timezone.get_current_timezone()) + timedelta(hours=hour)
    Listing.objects.filter(pk=need.pk).update(published_at=midnight, valid_until=date(2030, 1, 1))
    assert unmet_needs(today=date(2026, 11, 23)).count() == count
