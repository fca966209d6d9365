"""“For you”: the best unanswered suggestions by listing, what helps where there are none, for few and for many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.test import Client

from accounts.models import Organisation, User
from catalog.models import Kind, Listing
from exchange import for_you, suggestion_views
from matching.models import ListingMatch, Suggestion
from matching.weights import active_weights
from tests.factories_catalog import make_member, make_officer, make_organisation, make_published
from tests.factories_cooperation import Sides, make_sides, make_suggestion

pytestmark = pytest.mark.django_db
REASONS = [
    {"code": "trl_low", "tone": "weak", "values": {"offer_trl": 4, "need_trl": 8, "cap": True}},
    {"code": "terms", "tone": "good", "values": {"terms": ["viên đá ong"], "offer_terms": ["viên đá ong"]}},
    {"code": "trl_ok", "tone": "good", "values": {"offer_trl": 7, "need_trl": 6}},
    {"code": "unknown", "tone": "unknown", "values": {"item": "price"}},
]


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def sides(now: datetime) -> Sides:
    """An institute's offer, without suggestions yet."""
    return make_sides(now=now)


def suggest(listing: Listing, owners: list[Organisation], *, now: datetime, **values: Any) -> list[Suggestion]:
    """Suggestions for a listing, each with a listing of the owner given, best first."""
    found = []
    for place, owner in enumerate(owners):
        sides = Sides(listing, make_member(listing.organisation), owner, make_member(owner))
        word = "abcdefgh"[place]
        made, _ = make_suggestion(sides, now=now, title=f"Việc {word * 4}", summary=f"Cần làm {word * 5}")
        Suggestion.objects.filter(pk=made.pk).update(
            **{"score": 0.9 - place / 100, "contributions": {"reasons": REASONS}} | values
        )
        found.append(made)
    return found


def one_each(number: int) -> list[Organisation]:
    return [make_organisation(f"Hợp tác xã số {place}") for place in range(number)]


def page_for(client: Client, user: User, *, language: str = "/en", **values: str) -> BeautifulSoup:
    client.force_login(user)
    answer = client.get(f"{language}/for-you/", values)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def parts(page: BeautifulSoup) -> list[Tag]:
    return page.select("main section")


def test_the_best_three_with_their_strongest_reasons(sides: Sides, now: datetime, client: Client) -> None:
    found = suggest(sides.listing, one_each(5), now=now)
    [section] = parts(page_for(client, sides.owner))
    cards = section.select("article")
    assert (
        [card.select_one("a.btn")["href"] for card in cards]
        == [  # type: ignore[index]
            f"/en/listings/{sides.listing.reference}/suggestions/?at={each.pk}#s{each.pk}" for each in found[:3]
        ]
    )
    assert len(cards[0].select(".fact")) == 2
    assert "Match score 90 out of 100" in cards[0].text
    assert "5 new" in section.text
    assert f"All suggestions for {sides.listing.reference} (5)" in section.text


def test_reading_the_overview_leaves_suggestions_new(sides: Sides, now: datetime, client: Client) -> None:
    [made] = suggest(sides.listing, one_each(1), now=now)
    page_for(client, sides.owner)
    made.refresh_from_db()
    assert made.offer_state == "new"


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"offer_state": "viewed"}, True),
        ({"offer_state": "declined"}, False),
        ({"offer_state": "interested"}, False),
        ({"need_state": "declined"}, False),
        ({"need_state": "interested"}, True),
        ({"is_current": False}, False),
    ],
)
def test_only_what_waits_for_an_answer(
    changes: dict[str, Any], shown: bool, sides: Sides, now: datetime, client: Client
) -> None:
    suggest(sides.listing, one_each(1), now=now, **changes)
    page = page_for(client, sides.owner)
    assert bool(page.select("article")) is shown
    desk = client.get("/en/desk/").text
    assert ("1 to answer" in desk) is shown


def test_one_owner_does_not_crowd_out_the_others(
    sides: Sides, now: datetime, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestion_views, "PER_PAGE", 3)
    big, small = one_each(2)
    found = suggest(sides.listing, [big, big, big, big, small], now=now)
    page = page_for(client, sides.owner)
    shown = [int(link["href"].split("#s")[1]) for link in page.select("article a.btn")]  # type: ignore[union-attr]
    assert shown == [found[0].pk, found[1].pk, found[4].pk]
    [more] = page.select("article p.small a")
    assert more.text == "and 2 more of this organisation"
    there = BeautifulSoup(client.get(str(more["href"]).split("#")[0]).text, "html.parser")
    assert [card["id"] for card in there.select("article")] == [f"s{found[2].pk}", f"s{found[3].pk}"]


def test_an_anonymous_owner_is_neither_named_nor_counted(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    hidden = make_organisation("Xí nghiệp Giấu Tên")
    for place in range(4):
        asking = Sides(sides.listing, sides.owner, hidden, make_member(hidden))
        made, _ = make_suggestion(asking, now=now, is_anonymous=True, title=f"Việc {place}", summary=f"Tóm tắt {place}")
        Suggestion.objects.filter(pk=made.pk).update(score=0.9 - place / 100)
    page = page_for(client, sides.owner, language="")
    assert "Giấu Tên" not in page.text
    assert hidden.slug not in str(page)
    assert "của đơn vị này" not in page.text
    assert [len(section.select("article")) for section in parts(page)] == [3]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"accepting_interest": False}, "takes no expressions of interest"),
        ({}, "suggestions appear within minutes"),
        ({"match": True}, "Nothing published fits well enough yet."),
        ({"match": True, "answered": True}, "All suggestions are answered."),
    ],
)
def test_a_listing_without_suggestions_says_why(
    changes: dict[str, bool], said: str, sides: Sides, now: datetime, client: Client
) -> None:
    if changes.pop("answered", False):
        suggest(sides.listing, one_each(1), now=now, offer_state="declined")
    if changes.pop("match", False):
        ListingMatch.objects.create(listing=sides.listing, content_hash="x", weights=active_weights()[0])
    Listing.objects.filter(pk=sides.listing.pk).update(**changes)
    [section] = parts(page_for(client, sides.owner))
    assert said in section.text
    assert [step.text for step in section.select("ul:not(.meta) li")] == [
        "choose the industry", "state the form of transfer", "state a price range",
    ]  # fmt: skip


def test_sixty_listings_in_pages_the_most_unread_first(
    sides: Sides, now: datetime, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(for_you, "PER_PAGE", 2)
    others = [make_published("offer", organisation=sides.listing.organisation, now=now) for _ in range(4)]
    suggest(others[1], one_each(2), now=now)
    suggest(others[2], one_each(3), now=now, offer_state="viewed")
    first, second, last = (page_for(client, sides.owner, page=number) for number in ("1", "2", "99"))
    assert [section.select_one(".ref").text for section in parts(first)] == [  # type: ignore[union-attr]
        others[1].reference, others[2].reference,
    ]  # fmt: skip
    assert [len(parts(page)) for page in (first, second, last)] == [2, 2, 1]
    assert first.select("nav.pager")


def test_both_kinds_and_all_organisations_of_a_person(sides: Sides, now: datetime, client: Client) -> None:
    sides.owner.memberships.create(organisation=sides.organisation, role="reader")
    made, need = make_suggestion(sides, now=now)
    page = page_for(client, sides.owner)
    assert {section.select_one(".ref").text for section in parts(page)} == {  # type: ignore[union-attr]
        need.reference, sides.listing.reference,
    }  # fmt: skip
    assert len(page.select(f"a[href$='#s{made.pk}']")) == 2


@pytest.mark.parametrize("number", [1, 3])
def test_fixed_number_of_queries(
    number: int, sides: Sides, now: datetime, client: Client, django_assert_num_queries: Any
) -> None:
    for place in range(number):
        kind = Kind.NEED if place == 1 else Kind.OFFER
        listing = make_published(kind, organisation=sides.listing.organisation, by=sides.owner, now=now)
        suggest(listing, one_each(number), now=now)
    make_published("offer", organisation=sides.listing.organisation, by=sides.owner, now=now)
    client.force_login(sides.owner)
    client.get("/en/")
    with django_assert_num_queries(15):
        client.get("/en/for-you/")


def test_who_sees_what(sides: Sides, now: datetime, client: Client) -> None:
    suggest(sides.listing, one_each(1), now=now)
    assert client.get("/en/for-you/")["Location"].startswith("/en/account/login/")
    reader = make_member(sides.listing.organisation, role="reader")
    assert len(parts(page_for(client, reader))) == 1
    stranger = page_for(client, make_member(make_organisation()))
    assert not parts(stranger)
    assert "None of your listings is published yet." in stranger.text
    client.force_login(make_officer())
    assert client.get("/en/for-you/")["Location"] == "/en/organisations/new/"
    client.force_login(sides.owner)
    assert client.post("/en/for-you/").status_code == 405
