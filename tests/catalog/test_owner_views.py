"""One's own listings, their history, and what can be done with them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from catalog import publishing
from catalog.models import Kind, Listing, State
from tests.factories_catalog import (
    author_of,
    make_listing,
    make_member,
    make_officer,
    make_organisation,
    make_published,
    make_submitted,
)

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OWN = "/desk/listings/"
QUERIES = 7


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def page_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


def references(response: Any) -> list[str]:
    return [item.text for item in page_of(response).select("tbody .ref")]


def history_url(listing: Listing) -> str:
    return reverse("catalog:listing-history", args=[listing.reference])


def act(listing: Listing, action: str, user: Any = None, **data: str) -> Any:
    url = reverse("catalog:listing-action", args=[listing.reference, action])
    return client_of(user or author_of(listing)).post(url, data)


def test_own_listings_are_those_of_all_ones_organisations(now: datetime) -> None:
    first = make_listing(now=now)
    author = author_of(first)
    second = make_listing(Kind.OFFER, organisation=make_organisation("Viện"), now=now + timedelta(hours=1))
    second.organisation.memberships.create(user=author, role="reader")
    make_published(now=now)
    assert references(client_of(author).get(OWN)) == [second.reference, first.reference]
    assert Client().get(OWN).status_code == 302


def test_own_listings_filter_by_state_and_forgive_strange_parameters(now: datetime) -> None:
    draft = make_listing(now=now)
    author = author_of(draft)
    published = make_published(by=author, now=now)
    client = client_of(author)
    assert references(client.get(OWN, {"state": "published"})) == [published.reference]
    for query in ({"state": "foo"}, {"page": "99999999999999"}, {"page": "x"}):
        assert len(references(client.get(OWN, query))) == 2


@pytest.mark.parametrize("number", [1, 3])
def test_own_listings_take_a_fixed_number_of_queries(
    number: int, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    author = author_of(make_listing(now=now))
    for _ in range(number - 1):
        make_published(by=author, now=now)
    client = client_of(author)
    client.get(OWN)
    with django_assert_num_queries(QUERIES):
        client.get(OWN)


def test_empty_list_says_what_to_do(now: datetime) -> None:
    page = page_of(client_of(make_member(make_organisation())).get(OWN))
    assert page.select_one(".empty") is not None


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_state_has_a_page_for_its_owner(state: str, language: str, now: datetime) -> None:
    listing = make_submitted(now=now)[0]
    Listing.objects.filter(pk=listing.pk).update(state=state, published_at=now, valid_until=now.date())
    client = client_of(author_of(listing))
    assert client.get(language + history_url(listing)).status_code == 200
    assert client.get(language + OWN).status_code == 200


def test_history_tells_who_when_and_why(now: datetime) -> None:
    listing, revision = make_submitted(now=now)
    officer = make_officer("Lương Thị Hạnh")
    publishing.decide(revision=revision, decision="request_changes", by=officer, now=now, comment="Nêu độ mặn.")
    page = page_of(client_of(author_of(listing)).get(history_url(listing)))
    last = page.select(".stages > li")[-1].get_text(" ")
    assert all(text in last for text in ("Lương Thị Hạnh", "10:00", "23/11/2026", "Nêu độ mặn."))


def test_history_is_for_members_only(now: datetime) -> None:
    listing = make_published(now=now)
    reader = make_member(listing.organisation, role="reader")
    page = page_of(client_of(reader).get(history_url(listing)))
    assert page.select("main form") == []
    assert client_of(make_member(make_organisation())).get(history_url(listing)).status_code == 404


@pytest.mark.parametrize(
    ("action", "source", "target"),
    [("pause", "published", "paused"), ("resume", "paused", "published"), ("renew", "expired", "published"),
     ("fulfil", "published", "fulfilled"), ("withdraw", "published", "withdrawn")],
)  # fmt: skip
def test_actions_move_the_state(action: str, source: str, target: str, now: datetime) -> None:
    listing = make_published(now=now)
    Listing.objects.filter(pk=listing.pk).update(state=source)
    response = act(listing, action, reason="Đã bán hết.", through_portal="no")
    assert (response.status_code, response["Location"]) == (302, history_url(listing))
    listing.refresh_from_db()
    assert listing.state == target


def test_withdraw_asks_for_a_reason_and_keeps_what_was_written(now: datetime) -> None:
    listing = make_published(now=now)
    assert act(listing, "withdraw", reason=" \x00 ").status_code == 422
    too_long = act(listing, "withdraw", reason="dài " * 200)
    assert (too_long.status_code, "dài dài" in too_long.content.decode()) == (422, True)
    listing.refresh_from_db()
    assert listing.state == State.PUBLISHED


def test_draft_is_deleted_and_nothing_else(now: datetime) -> None:
    draft = make_listing(now=now)
    author = author_of(draft)
    published = make_published(by=author, now=now)
    assert act(draft, "delete", author)["Location"] == OWN
    assert act(published, "delete", author)["Location"] == history_url(published)
    assert list(Listing.objects.all()) == [published]


def test_actions_are_refused_to_others_and_to_get(now: datetime) -> None:
    listing = make_published(now=now)
    strangers = [make_member(make_organisation()), make_member(listing.organisation, role="reader")]
    assert [act(listing, "pause", user).status_code for user in strangers] == [404, 404]
    url = reverse("catalog:listing-action", args=[listing.reference, "pause"])
    assert client_of(author_of(listing)).get(url).status_code == 405
    assert client_of(author_of(listing)).post(url.replace("pause", "archive")).status_code == 404
