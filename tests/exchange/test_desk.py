"""The desk: what each kind of person finds there, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from catalog import publishing
from catalog.models import Listing
from cooperation import interests
from cooperation.pipeline import talking
from matching.models import Suggestion
from tests import factories
from tests.factories_catalog import make_listing, make_member, make_officer, make_organisation, make_published
from tests.factories_catalog import make_submitted as submitted
from tests.factories_cooperation import Sides, make_sides, make_suggestion, send
from tests.factories_pipeline import make_room

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=True):
        yield


def desk(client: Client, who: User, language: str = "/en") -> str:
    client.force_login(who)
    answer = client.get(f"{language}/desk/")
    assert answer.status_code == 200
    return str(answer.text)


def section(page: str, heading: str) -> str:
    """The text under a heading of the desk, empty where it is not shown."""
    for found in BeautifulSoup(page, "html.parser").select("main section"):
        if found.h2 is not None and found.h2.get_text(strip=True) == heading:
            return found.get_text(" ", strip=True)
    return ""


def fill(sides: Sides, number: int, *, now: datetime) -> None:
    """`number` pieces of every kind of work for the owner of the sides' listing."""
    organisation, owner = sides.listing.organisation, sides.owner
    others = make_sides(now=now)
    for _ in range(number):
        offer = make_published("offer", organisation=organisation, by=owner, now=now)
        send(sides, listing=offer, now=now)
        make_suggestion(Sides(offer, owner, sides.organisation, sides.sender), now=now)
        make_listing("need", organisation=organisation, by=owner, now=now)
        _, revision = submitted("need", organisation=organisation, by=owner, now=now)
        publishing.decide(
            revision=revision, decision="request_changes", by=make_officer(), now=now, comment="Xin bổ sung."
        )
        Listing.objects.filter(pk=offer.pk).update(valid_until=(now + timedelta(days=30)).date())
        theirs = make_published("offer", organisation=others.listing.organisation, by=others.owner, now=now)
        send(others, listing=theirs, organisation=organisation, by=owner, now=now)
        factories.JoinRequestFactory(organisation=organisation)
    for _ in range(number):
        room = make_room(now=now, with_listings=False)
        factories.MembershipFactory(user=owner, organisation=room.cooperation.need_side)


@pytest.mark.parametrize("path", ["/desk/", "/en/desk/"])
def test_visitors_are_asked_to_sign_in(path: str, client: Client) -> None:
    location = client.get(path)["Location"]
    assert location.endswith(f"/account/login/?next={path}")


def test_only_reading(client: Client) -> None:
    client.force_login(make_officer())
    assert client.post("/desk/").status_code == 405


def test_a_member_finds_all_that_waits(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    fill(sides, 1, now=now)
    page = desk(client, sides.owner)
    to_do = section(page, "To do")
    for text in (
        "Answer an expression of interest",
        "30/11/2026",
        "Revise a listing as the officer asked",
        "asks to join",
    ):
        assert text in to_do
    assert "1 to answer" in section(page, "Suggestions")
    assert "by 30/11/2026" in section(page, "Sent, waiting for an answer")
    assert "HP-N-2026-" in section(page, "Drafts")
    assert "until 23/12/2026" in section(page, "Expiring soon")
    assert BeautifulSoup(page, "html.parser").select("main a[href*='/new/need/']")


def test_the_desk_speaks_vietnamese(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    fill(sides, 1, now=now)
    page = desk(client, sides.owner, "")
    assert "chậm nhất ngày 30/11/2026" in page
    assert not any(text in page for text in ("To do", "Suggestions", "Drafts", "Expiring soon"))


def test_most_urgent_first(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    titles = {}
    for days in (30, 10, 20):
        offer = make_published("offer", organisation=sides.listing.organisation, by=sides.owner, now=now)
        Listing.objects.filter(pk=offer.pk).update(valid_until=(now + timedelta(days=days)).date())
        interest = send(sides, listing=offer, now=now)
        interest.due_on = (now + timedelta(days=days)).date()
        interest.save()
        titles[days] = offer.reference
    page = desk(client, sides.owner)
    for heading in ("To do", "Expiring soon"):
        text = section(page, heading)
        assert text.index(titles[10]) < text.index(titles[20]) < text.index(titles[30])


def test_what_is_done_waits_no_more(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    suggestion, own = make_suggestion(sides, now=now)
    interest = interests.send_from_suggestion(
        suggestion=suggestion, side="need", by=sides.sender, now=now, pitch="Mời Viện đến xem trại của chúng tôi."
    )
    assert "No suggestions yet." in section(desk(client, sides.sender), "Suggestions")
    assert own.reference not in section(desk(client, sides.sender), "Suggestions")
    assert "1 to answer" in section(desk(client, sides.owner), "Suggestions")
    interests.accept(interest=interest, by=sides.owner, now=now)
    page = desk(client, sides.owner)
    assert "Nothing is waiting." in section(page, "To do")
    assert "No suggestions yet." in section(page, "Suggestions")


def test_what_is_new_in_cooperations_is_counted_until_one_looks_in(now: datetime, client: Client) -> None:
    room, heading = make_room(now=now, with_listings=False), "New in your cooperations"
    stranger = make_member(make_organisation("Đơn vị khác"))
    assert "1 new" in section(desk(client, room.need_user), heading)
    for text in ("Xin gửi số đo.", "Xin xem thêm."):
        talking.write(cooperation=room.cooperation, side="offer", text=text, by=room.offer_user, now=now)
    talking.write(
        cooperation=room.cooperation, side="offer", text="Giá sàn 300 triệu.", by=room.offer_user, now=now, is_note=True
    )
    page = desk(client, room.need_user)
    assert "3 new" in section(page, heading)
    assert f'href="/en/cooperations/{room.cooperation.reference}/"' in page
    assert "1 new" in section(desk(client, room.offer_user), heading)
    assert section(desk(client, stranger), heading) == ""
    talking.visit(room.cooperation, by=room.need_user, now=now)
    assert section(desk(client, room.need_user), heading) == ""


def test_others_work_is_not_shown(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    fill(sides, 1, now=now)
    page = desk(client, make_member(make_organisation("Đơn vị khác")))
    assert section(page, "To do") == "To do Nothing is waiting."
    assert not any(section(page, heading) for heading in ("Drafts", "Expiring soon", "Sent, waiting for an answer"))


def test_only_owners_hear_of_people_who_ask_to_join(now: datetime, client: Client) -> None:
    organisation = make_organisation()
    factories.JoinRequestFactory(organisation=organisation)
    assert "asks to join" in desk(client, make_member(organisation))
    assert "asks to join" not in desk(client, make_member(organisation, role="editor"))


def test_suggestions_of_gone_partners_are_not_counted(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    suggestion, _ = make_suggestion(sides, now=now)
    assert "1 to answer" in desk(client, sides.owner)
    Suggestion.objects.filter(pk=suggestion.pk).update(is_current=False)
    assert "to answer" not in section(desk(client, sides.owner), "Suggestions")


def test_a_member_without_organisation_is_led_to_one(client: Client) -> None:
    page = desk(client, factories.UserFactory())
    assert "First, your organisation" in page
    assert not BeautifulSoup(page, "html.parser").select("main a[href*='/new/need/']")


def test_officers_go_to_their_queue_unless_they_belong_to_an_organisation(now: datetime, client: Client) -> None:
    officer = make_officer()
    client.force_login(officer)
    assert client.get("/en/desk/")["Location"] == "/en/review/"
    factories.MembershipFactory(user=officer)
    assert section(desk(client, officer), "To do") == "To do Nothing is waiting."


@pytest.mark.parametrize("number", [1, 3])
def test_fixed_number_of_queries(number: int, now: datetime, client: Client, django_assert_num_queries: Any) -> None:
    sides = make_sides(now=now)
    fill(sides, number, now=now)
    desk(client, sides.owner)
    with django_assert_num_queries(15):
        client.get("/en/desk/")
