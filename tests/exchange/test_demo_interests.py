"""The demonstration's interests agree with the rules, and both members one signs in as find work waiting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.consent import given_purposes
from accounts.models import User
from catalog.models import DisclosureGrant, Listing
from cooperation.contacts import contacts_of
from cooperation.models import Cooperation, Interest
from exchange.demo.loading import load_demo
from exchange.desk import desk_of

pytestmark = pytest.mark.django_db
MEMBERS = ("ben-cau@vidu.test", "ben-cung@vidu.test")


@pytest.fixture
def _demo(db: None) -> None:
    load_demo()


@pytest.mark.usefixtures("_demo")
def test_interests_are_in_every_state_and_as_the_rules_have_them() -> None:
    now = timezone.now()
    interests = list(Interest.objects.select_related("listing", "own_listing"))
    assert {interest.state for interest in interests} == set(Interest.State.values)
    for interest in interests:
        interest.full_clean()
        states = list(interest.events.values_list("to_state", flat=True))
        assert states == ["sent"] + ([] if interest.state == "sent" else [interest.state])
        assert interest.organisation_id != interest.listing.organisation_id
        assert interest.own_listing is None or interest.own_listing.organisation_id == interest.organisation_id
        assert all(event.at <= now for event in interest.events.all())
        if interest.state == "sent":
            assert interest.listing.is_published
            assert interest.due_on >= timezone.localdate()
    accepted = [interest for interest in interests if interest.state == "accepted"]
    assert DisclosureGrant.objects.count() == 2 * len(accepted)
    met_here = Cooperation.objects.exclude(interest=None)
    assert set(met_here.values_list("interest", flat=True)) == {interest.pk for interest in accepted}


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize("email", MEMBERS)
def test_both_members_find_something_to_do(email: str) -> None:
    user = User.objects.get(email=email)
    desk = desk_of(user, today=timezone.localdate())
    assert desk.interests.count() >= 2
    assert (desk.to_mend.count(), desk.drafts.count()) == (1, 1)
    assert Listing.objects.of(user).published().count() >= 3
    assert given_purposes(user) == {"terms", "contact", "suggestions"}
    interest = Interest.objects.visible_to(user).filter(state="accepted").first()
    assert interest is not None
    (contact,) = contacts_of(interest, user=user, now=timezone.now() + timedelta(hours=1))
    assert contact.people
