"""The officers' list of pairs without an answer: what is in it, its filters, its order, its counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import Organisation
from catalog.models import Listing
from exchange import best_pairs, best_pairs_views
from matching import blocking
from matching.models import Suggestion
from tests.factories_catalog import concept, make_member, make_officer, make_organisation, make_published
from tests.factories_cooperation import Sides, make_suggestion

pytestmark = pytest.mark.django_db
ADDRESS = "/suggestions/best/"


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_officer())
    return client


def make_pair(*, now: datetime, owner: Organisation | None = None, word: str = "", **values: Any) -> Suggestion:
    """A suggestion between an offer of the owner's and a need of somebody new."""
    owner = owner or make_organisation("Viện Nuôi biển Đông Bắc")
    asking = make_organisation()
    texts = {"title": f"Công nghệ {word}"} if word else {}
    offer = make_published("offer", organisation=owner, by=make_member(owner), now=now, **texts)
    made, _ = make_suggestion(Sides(offer, make_member(owner), asking, make_member(asking)), now=now)
    Suggestion.objects.filter(pk=made.pk).update(**values)
    return made


def shown(client: Client, **values: str) -> list[str]:
    """The offers' references in the order of the rows."""
    page = BeautifulSoup(client.get(f"/en{ADDRESS}", values).text, "html.parser")
    return [row.select("td .muted")[0].text.split(",")[0].strip() for row in page.select("tbody tr")]


def references(*pairs: Suggestion) -> list[str]:
    return [pair.offer.reference for pair in pairs]


@pytest.mark.parametrize(
    ("changes", "waits"),
    [
        ({}, True),
        ({"need_state": "viewed", "offer_state": "emailed"}, True),
        ({"need_state": "interested"}, True),
        ({"need_state": "interested", "offer_state": "interested"}, False),
        ({"offer_state": "declined"}, False),
        ({"is_current": False}, False),
    ],
)
def test_what_waits(changes: dict[str, Any], waits: bool, officer: Client, now: datetime) -> None:
    made = make_pair(now=now, **changes)
    assert shown(officer) == (references(made) if waits else [])
    assert (f"{int(waits)} pair" in officer.get(f"/en{ADDRESS}").text) is True


def test_what_is_closed_or_kept_apart_is_not_there(officer: Client, now: datetime) -> None:
    closed, apart, gone = (make_pair(now=now) for _ in range(3))
    Listing.objects.filter(pk=closed.need_id).update(accepting_interest=False)
    Listing.objects.filter(pk=gone.offer_id).update(state="withdrawn")
    blocking.block(need=apart.need, offer=apart.offer, by=make_officer(), reason="known", now=now)
    assert shown(officer) == []
    assert "No pair is waiting for an answer." in officer.get(f"/en{ADDRESS}").text


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["plain", "asked", "offered", "old"]),
        ({"answers": "both"}, ["plain", "old"]),
        ({"answers": "one"}, ["asked", "offered"]),
        ({"answers": "need"}, ["offered"]),
        ({"answers": "offer"}, ["asked"]),
        ({"band": "high"}, ["plain", "asked"]),
        ({"band": "mid"}, ["offered"]),
        ({"band": "low"}, ["old"]),
        ({"age": "14"}, ["old"]),
        ({"order": "age"}, ["old", "plain", "asked", "offered"]),
        ({"field": "4"}, ["plain", "asked", "offered", "old"]),
        ({"field": "1"}, []),
        ({"province": "31"}, ["plain", "asked", "offered", "old"]),
        ({"province": "01"}, ["asked"]),
        ({"answers": "bogus", "band": "?", "age": "-1", "page": "x"}, ["plain", "asked", "offered", "old"]),
    ],
)
def test_filters(filters: dict[str, str], expected: list[str], officer: Client, now: datetime) -> None:
    pairs = {
        "plain": make_pair(now=now, score=1.0),
        "asked": make_pair(now=now, score=0.8, need_state="interested"),
        "offered": make_pair(now=now, score=0.6, offer_state="interested"),
        "old": make_pair(now=now, score=0.4, created_at=now - timedelta(days=20)),
    }
    Listing.objects.filter(pk__in=[each.need_id for each in pairs.values()]).update(province=concept("province", "31"))
    Listing.objects.filter(pk=pairs["asked"].need_id).update(province=concept("province", "01"))
    assert shown(officer, **filters) == references(*(pairs[name] for name in expected))


def test_no_owner_fills_the_first_page_and_nothing_is_lost(
    officer: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(best_pairs_views, "PER_PAGE", 3)
    monkeypatch.setattr(best_pairs, "ARRANGED", 4)
    big = make_organisation("Viện có nhiều công nghệ")
    words = ["lọc khí", "sấy lúa", "nuôi tôm", "dệt may", "đóng tàu"]
    many = [make_pair(now=now, owner=big, word=word, score=0.9 - place / 100) for place, word in enumerate(words[:3])]
    other, last = make_pair(now=now, score=0.5), make_pair(now=now, score=0.4)
    assert shown(officer) == references(many[0], many[1], other)
    assert shown(officer, page="2") == references(many[2], last)
    assert shown(officer, page="99") == references(many[2], last)
    assert "5 pairs" in officer.get(f"/en{ADDRESS}").text


@pytest.mark.parametrize("number", [1, 3])
def test_fixed_number_of_queries(number: int, officer: Client, now: datetime, django_assert_num_queries: Any) -> None:
    for place in range(number):
        make_pair(now=now, score=0.9 - place / 100)
    officer.get("/en/")
    with django_assert_num_queries(9):
        officer.get(f"/en{ADDRESS}")


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_only_officers_look(who: str, client: Client) -> None:
    if who == "member":
        client.force_login(make_member(make_organisation()))
    assert client.get(f"/en{ADDRESS}").status_code == (404 if who == "member" else 302)


def test_an_officer_sees_whose_an_anonymous_need_is(officer: Client, now: datetime) -> None:
    made = make_pair(now=now)
    Listing.objects.filter(pk=made.need_id).update(is_anonymous=True)
    page = officer.get(f"/en{ADDRESS}").text
    assert "The public does not see this name" in page
    assert made.need.organisation.name_vi in page
