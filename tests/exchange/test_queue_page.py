"""The queue's groups beside the listings that wait: messages nobody has read, and needs past their deadline."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from catalog.models import Listing, ListingMessage
from catalog.talking import thread
from tests.factories_catalog import (
    author_of,
    make_member,
    make_officer,
    make_organisation,
    make_published,
    make_submitted,
    make_user,
)
from tests.factories_edits import make_sent_edit
from tests.factories_triage import make_triage

pytestmark = pytest.mark.django_db
ADDRESS = "/en/review/"


def page_of(client: Client, now: datetime, **values: str) -> BeautifulSoup:
    with time_machine.travel(now, tick=False):
        return BeautifulSoup(client.get(ADDRESS, values).text, "html.parser")


def tabs(page: BeautifulSoup) -> dict[str, tuple[str, str]]:
    """Label → count and address."""
    links = page.select("main .tabs a")
    return {link.contents[0].text: (link.select_one(".tabs__n").text, str(link["href"])) for link in links}  # type: ignore[union-attr]


def references(page: BeautifulSoup) -> set[str]:
    return {ref.text.split(" · ")[0] for ref in page.select("tbody .ref")}


def answered(listing: Listing, *, now: datetime) -> Listing:
    """Its owner has written into the thread."""
    thread.write(listing=listing, by=author_of(listing), text="Chúng tôi đã bổ sung.", now=now)
    return listing


def test_unread_messages_of_owners_are_a_group_whatever_the_state(client: Client, now: datetime) -> None:
    officer = make_officer()
    waiting, public = answered(make_submitted(now=now)[0], now=now), answered(make_published(now=now), now=now)
    silent, _ = make_submitted(now=now)
    asked, _ = make_submitted(now=now)
    thread.write(listing=asked, by=officer, text="Xin bổ sung ảnh.", now=now)
    client.force_login(officer)
    page = page_of(client, now, group="messages")
    assert references(page) == {waiting.reference, public.reference}
    assert (tabs(page)["Unread messages"][0], tabs(page)["All officers"][0]) == ("2", "3")
    assert silent.reference not in page.text
    with time_machine.travel(now, tick=False):
        client.get(f"{ADDRESS}{public.reference}/")
    assert references(page_of(client, now, group="messages")) == {waiting.reference}


def test_two_messages_of_one_listing_count_once_and_filters_hold(client: Client, now: datetime) -> None:
    offer, need = make_published("offer", now=now), make_published("need", now=now)
    for listing in (offer, need):
        answered(listing, now=now)
    ListingMessage.objects.create(listing=need, author=author_of(need), text="Một câu nữa.", is_from_officer=False)
    client.force_login(make_officer())
    page = page_of(client, now, group="messages", kind="need")
    assert (references(page), tabs(page)["Unread messages"][0]) == ({need.reference}, "2")
    assert not page.select(".pagination")


def test_a_message_about_an_edit_stands_with_its_listing(client: Client, now: datetime) -> None:
    original, edit, _revision = make_sent_edit(now=now)
    answered(edit, now=now)
    client.force_login(make_officer())
    assert references(page_of(client, now, group="messages")) == {original.reference}


def test_late_needs_are_counted_and_one_click_away(client: Client, now: datetime) -> None:
    client.force_login(make_officer())
    late = make_triage(now=now, days_ago=40)
    make_triage(now=now)
    with time_machine.travel(now, tick=False):
        number, address = tabs(page_of(client, now))["Late needs"]
        listed = BeautifulSoup(client.get(address).text, "html.parser")
    assert number == "1"
    assert references(listed) == {late.need.reference}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("query", ["", "?group=messages", "?group=messages&kind=need&q=tom"])
def test_the_page_takes_ten_queries(
    client: Client, now: datetime, count: int, query: str, django_assert_num_queries: Any
) -> None:
    client.force_login(make_officer())
    for _ in range(count):
        answered(make_submitted("need", now=now)[0], now=now)
        make_triage(now=now, days_ago=40)
    client.get(ADDRESS)
    with time_machine.travel(now, tick=False), django_assert_num_queries(10):
        assert client.get(ADDRESS + query).text.count('class="ref"') == count


@pytest.mark.parametrize(("who", "status"), [("visitor", 302), ("member", 404), ("officer", 200), ("manager", 200)])
def test_only_officers_see_it(client: Client, now: datetime, who: str, status: int) -> None:
    listing = answered(make_published(now=now), now=now)
    people = {
        "member": lambda: make_member(make_organisation()),
        "officer": make_officer,
        "manager": lambda: make_user(role="manager"),
    }
    if who in people:
        client.force_login(people[who]())
    response = client.get(f"{ADDRESS}?group=messages")
    assert (response.status_code, listing.reference in response.text) == (status, status == 200)
