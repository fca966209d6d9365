"""The pages of interests: for both sides, colleagues, readers, strangers and visitors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Kind
from cooperation import interests
from cooperation.models import Interest
from tests.factories_catalog import make_member, make_officer, make_organisation, make_published
from tests.factories_cooperation import FIT, PITCH, Sides, agree_to_contact, make_sides, make_suggestion, send

pytestmark = pytest.mark.django_db


def sign_in(client: Client, who: User) -> Client:
    client.force_login(who)
    return client


def person(sides: Sides, who: str) -> User:
    owning, asking = sides.listing.organisation, sides.organisation
    made: dict[str, Callable[[], User]] = {
        "owner": lambda: sides.owner,
        "owner's colleague": lambda: make_member(owning, role="editor"),
        "owner's reader": lambda: make_member(owning, role="reader"),
        "sender": lambda: sides.sender,
        "sender's reader": lambda: make_member(asking, role="reader"),
        "officer": make_officer,
        "stranger": lambda: make_member(make_organisation()),
    }
    return made[who]()


def page_of(interest: Interest) -> str:
    return f"/en/interests/{interest.pk}/"


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("owner", ["accept", "decline"]),
        ("owner's colleague", ["accept", "decline"]),
        ("owner's reader", []),
        ("sender", ["withdraw"]),
        ("sender's reader", []),
        ("officer", []),
        ("stranger", None),
    ],
)
def test_page_offers_what_one_may_do(who: str, offered: list[str] | None, now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    answer = sign_in(client, person(sides, who)).get(page_of(interest))
    assert (answer.status_code, PITCH in answer.text) == ((404, False) if offered is None else (200, True))
    forms = [action for action in ("accept", "decline", "withdraw") if f"{page_of(interest)}{action}/" in answer.text]
    assert forms == (offered or [])


@pytest.mark.parametrize("path", ["/interests/", "/interests/1/", "/listings/HP-C-2026-0001/interest/"])
def test_visitors_are_asked_to_sign_in(path: str, client: Client) -> None:
    assert client.get(path)["Location"].startswith("/account/login/")


def test_methods_are_kept_apart(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    sign_in(client, sides.owner)
    for action in ("accept", "decline", "withdraw"):
        assert client.get(f"{page_of(interest)}{action}/").status_code == 405
    assert [client.post("/interests/").status_code, client.post(page_of(interest)).status_code] == [405, 405]
    assert client.put(f"/listings/{sides.listing.reference}/interest/").status_code == 405


@pytest.mark.parametrize("who", ["stranger", "owner's reader", "sender", "officer"])
@pytest.mark.parametrize("action", ["accept", "decline"])
def test_nobody_else_answers(who: str, action: str, now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    answer = sign_in(client, person(sides, who)).post(f"{page_of(interest)}{action}/", {"reason": "price"}, follow=True)
    interest.refresh_from_db()
    assert interest.state == "sent"
    assert answer.status_code == (404 if who == "stranger" else 200)
    assert ("You may not answer for this organisation." in answer.text) == (who != "stranger")


def test_accept_shows_contacts_of_people_who_agreed(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    agree_to_contact(sides.sender)
    interest = send(sides, now=now)
    sign_in(client, sides.owner)
    assert sides.sender.email not in client.get(page_of(interest)).text
    accepted = client.post(f"{page_of(interest)}accept/", {"note": "Mời sang xem."}, follow=True)
    for text in (
        "Accepted. Both sides can now see",
        sides.sender.full_name,
        sides.sender.email,
        "Hợp tác xã Bàng La Xanh",
    ):
        assert text in accepted.text
    theirs = sign_in(client, sides.sender).get(page_of(interest)).text
    assert "Mời sang xem." in theirs
    assert sides.owner.email not in theirs
    assert "This side prefers not to show personal contact details." in theirs


def test_decline_needs_a_reason_and_keeps_what_was_typed(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    sign_in(client, sides.owner)
    refused = client.post(f"{page_of(interest)}decline/", {"reason": "bogus\x00", "note": "Giá cao quá"})
    assert (refused.status_code, "Giá cao quá" in refused.text) == (422, True)
    client.post(f"{page_of(interest)}decline/", {"reason": "price", "note": "Giá cao quá"})
    page = sign_in(client, sides.sender).get(page_of(interest)).text
    assert "Reason: Too expensive" in page
    assert sides.owner.full_name not in page


def test_late_answers_are_explained(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    interests.withdraw(interest=interest, by=sides.sender, now=now)
    answer = sign_in(client, sides.owner).post(f"{page_of(interest)}accept/", follow=True)
    assert "This has been answered meanwhile." in answer.text


def test_long_notes_are_refused_with_a_message(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    answer = sign_in(client, sides.owner).post(f"{page_of(interest)}accept/", {"note": "ă" * 601})
    interest.refresh_from_db()
    assert (answer.status_code, interest.state) == (422, "sent")


def test_express_interest(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    sign_in(client, sides.sender)
    path = f"/en/listings/{sides.listing.reference}/interest/"
    assert client.get(path).status_code == 200
    short = client.post(path, {"organisation": sides.organisation.pk, "pitch": "Quá ngắn"})
    assert (short.status_code, "Quá ngắn" in short.text, Interest.objects.count()) == (200, True, 0)
    sent = client.post(path, {"organisation": sides.organisation.pk, "pitch": PITCH, "fit": FIT}, follow=True)
    assert "Your interest has been sent." in sent.text
    assert client.get(path)["Location"] == f"/en/listings/{sides.listing.reference}/"


def test_express_is_for_ones_own_organisations(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    sign_in(client, sides.sender)
    foreign = make_organisation("Đơn vị khác")
    path = f"/en/listings/{sides.listing.reference}/interest/"
    client.post(path, {"organisation": foreign.pk, "pitch": PITCH, "fit": FIT})
    assert not Interest.objects.exists()


def test_express_sends_the_others_on(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    path = f"/en/listings/{sides.listing.reference}/interest/"
    reader = sign_in(client, person(sides, "sender's reader")).get(path, follow=True)
    assert "Owners and editors of an organisation send its interests." in reader.text
    assert sign_in(client, make_officer()).get(path)["Location"] == "/en/organisations/new/"
    assert sign_in(client, sides.owner).get(path)["Location"] == f"/en/listings/{sides.listing.reference}/"


def test_unpublished_listings_take_no_interest(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    sides.listing.state = "paused"
    sides.listing.save()
    assert sign_in(client, sides.sender).get(f"/listings/{sides.listing.reference}/interest/").status_code == 404


@pytest.mark.parametrize("language", ["", "/en"])
def test_no_page_names_a_hidden_side_before_acceptance(language: str, now: datetime, client: Client) -> None:
    sides = make_sides(Kind.NEED, now=now, is_anonymous=True)
    agree_to_contact(sides.owner, sides.sender)
    suggestion, own = make_suggestion(sides, now=now)
    interest = interests.send_from_suggestion(
        suggestion=suggestion, side="offer", by=sides.sender, now=now, pitch=PITCH
    )
    pages = ["/interests/", f"/interests/{interest.pk}/", "/desk/", f"/listings/{sides.listing.reference}/"]
    owner = [
        sides.listing.organisation.name_vi,
        sides.owner.full_name,
        sides.owner.email,
        sides.listing.organisation.slug,
    ]
    asking = [
        sides.organisation.name_vi,
        sides.sender.full_name,
        sides.sender.email,
        sides.organisation.slug,
        own.reference,
    ]
    for who, hidden, more in (
        (sides.sender, owner, [f"/listings/{own.reference}/suggestions/"]),
        (sides.owner, asking, []),
    ):
        sign_in(client, who)
        for path in (*pages, *more):
            answer = client.get(f"{language}{path}")
            assert answer.status_code == 200
            assert [name for name in hidden if name in answer.text] == [], path


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_a_fixed_number_of_queries(
    number: int, now: datetime, client: Client, django_assert_num_queries: Any
) -> None:
    sides = make_sides(now=now)
    for _ in range(number):
        listing = make_published(Kind.OFFER, organisation=sides.listing.organisation, by=sides.owner, now=now)
        send(sides, listing=listing, now=now)
    sign_in(client, sides.owner).get("/interests/")
    with django_assert_num_queries(6):
        client.get("/interests/")


@pytest.mark.parametrize("state", ["sent", "accepted"])
def test_page_takes_a_fixed_number_of_queries(
    state: str, now: datetime, client: Client, django_assert_num_queries: Any
) -> None:
    sides = make_sides(now=now)
    agree_to_contact(sides.sender)
    interest = send(sides, now=now)
    if state == "accepted":
        interests.accept(interest=interest, by=sides.owner, now=now)
    sign_in(client, sides.owner).get(page_of(interest))
    with django_assert_num_queries({"sent": 9, "accepted": 13}[state]):
        client.get(page_of(interest))


def test_list_shows_what_waits_first(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    done = send(sides, now=now)
    interests.accept(interest=done, by=sides.owner, now=now)
    listing = make_published(Kind.OFFER, organisation=sides.listing.organisation, by=sides.owner, now=now)
    waiting = send(sides, listing=listing, now=now.replace(year=2025))
    page = sign_in(client, sides.owner).get("/en/interests/").text
    assert page.index(page_of(waiting)) < page.index(page_of(done))


def test_officer_reads_without_contacts(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    agree_to_contact(sides.owner, sides.sender)
    interest = interests.accept(interest=send(sides, now=now), by=sides.owner, now=now)
    page = sign_in(client, make_officer()).get(page_of(interest)).text
    assert sides.owner.email not in page
    assert "What you wrote" not in page
