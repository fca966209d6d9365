"""Listings of people who left pass to whom the owner chose, else to an owner, with an event in the history."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from accounts import membership
from accounts.erasure import anonymise
from accounts.models import Departure, Membership, Organisation, OutboxMessage, User
from catalog.handover import hand_over
from catalog.models import Listing, ListingEvent
from tests.factories_catalog import make_listing, make_member, make_organisation, make_published, make_user

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation("Viện Nuôi biển")


@pytest.fixture
def owner(organisation: Organisation) -> User:
    return make_member(organisation, name="Bà Chủ Đầu")


def member_of(organisation: Organisation, user: User) -> Membership:
    return Membership.objects.get(organisation=organisation, user=user)


def contact(listing: Listing) -> User | None:
    listing.refresh_from_db()
    return listing.contact


def test_the_chosen_successor_takes_over_everything(organisation: Organisation, owner: User, now: datetime) -> None:
    leaver, heir = (
        make_member(organisation, role=Role.EDITOR),
        make_member(organisation, role=Role.EDITOR, name="Người Sau"),
    )
    listings = [make_published("offer", by=leaver, now=now), make_listing("need", by=leaver, now=now)]
    kept = make_listing("need", by=owner, now=now)
    membership.remove_member(membership=member_of(organisation, leaver), by=owner, successor=heir)
    assert [hand_over(now=now) for _ in range(2)] == [2, 0]
    assert [contact(each) for each in [*listings, kept]] == [heir, heir, owner]
    event = ListingEvent.objects.filter(listing=listings[0]).latest("pk")
    assert (event.action, event.note, event.from_state, event.to_state) == (
        "contact_changed",
        "",
        "published",
        "published",
    )


def test_without_a_choice_the_owner_who_is_there_longest(
    organisation: Organisation, owner: User, now: datetime
) -> None:
    leaver = make_member(organisation, role=Role.EDITOR)
    make_member(organisation)
    listing = make_listing("need", by=leaver, now=now)
    membership.leave(user=leaver, organisation=organisation)
    hand_over(now=now)
    assert contact(listing) == owner


def test_a_successor_who_has_gone_too_is_passed_over(organisation: Organisation, owner: User, now: datetime) -> None:
    leaver, heir = make_member(organisation, role=Role.EDITOR), make_member(organisation, role=Role.EDITOR)
    listing = make_listing("need", by=leaver, now=now)
    membership.remove_member(membership=member_of(organisation, leaver), by=owner, successor=heir)
    membership.leave(user=heir, organisation=organisation)
    hand_over(now=now)
    assert contact(listing) == owner


def test_who_was_erased_is_no_contact_any_more(organisation: Organisation, owner: User, now: datetime) -> None:
    leaver = make_member(organisation, role=Role.EDITOR)
    listing = make_listing("need", by=leaver, now=now)
    anonymise(user=leaver, by=make_user(is_staff=True), now=now)
    hand_over(now=now)
    assert contact(listing) == owner


def test_an_organisation_without_an_owner_keeps_its_records(organisation: Organisation, now: datetime) -> None:
    alone = make_member(organisation)
    listing = make_listing("need", by=alone, now=now)
    Membership.objects.all().delete()
    assert hand_over(now=now) == 0
    assert contact(listing) == alone


@pytest.mark.parametrize("who", ["reader", "stranger", "self"])
def test_only_another_writer_of_the_organisation_takes_over(organisation: Organisation, owner: User, who: str) -> None:
    leaver = make_member(organisation, role=Role.EDITOR)
    heirs = {"reader": make_member(organisation, role=Role.READER), "stranger": make_user(), "self": leaver}
    with pytest.raises(membership.BadSuccessor):
        membership.remove_member(membership=member_of(organisation, leaver), by=owner, successor=heirs[who])
    assert member_of(organisation, leaver)
    assert not Departure.objects.exists()


def test_the_owner_chooses_on_the_members_page(
    client: Client, organisation: Organisation, owner: User, now: datetime
) -> None:
    leaver, heir = make_member(organisation, role=Role.EDITOR), make_member(organisation, role=Role.EDITOR)
    reader = make_member(organisation, role=Role.READER)
    listing = make_listing("need", by=leaver, now=now)
    client.force_login(owner)
    members = f"/en/organisations/{organisation.slug}/members/"
    assert "Who takes over the listings?" in client.get(members).text
    remove = f"{members}{member_of(organisation, leaver).pk}/remove/"
    refused = client.post(remove, {"successor": member_of(organisation, reader).pk}, follow=True)
    assert "Whoever takes over has to be an owner or editor." in refused.text
    done = client.post(remove, {"successor": member_of(organisation, heir).pk}, follow=True)
    assert "The membership is ended." in done.text
    hand_over(now=now)
    assert contact(listing) == heir


def test_the_new_contact_person_is_told_once_of_everything(
    organisation: Organisation, owner: User, now: datetime
) -> None:
    leaver, heir = make_member(organisation, role=Role.EDITOR), make_member(organisation, role=Role.EDITOR)
    first, second = (make_published("offer", by=leaver, now=now) for _ in range(2))
    OutboxMessage.objects.all().delete()
    membership.leave(user=leaver, organisation=organisation, successor=heir)
    for _ in range(2):
        hand_over(now=now)
    letter = OutboxMessage.objects.get()
    assert (letter.kind, letter.to, letter.subject) == (
        "took_over",
        heir.email,
        "Người liên hệ mới cho các tin của Viện Nuôi biển",
    )
    assert all(each.reference in letter.text for each in (first, second))
