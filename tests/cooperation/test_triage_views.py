"""The officers' pages of needs on the clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from catalog.models import Listing
from cooperation.models import Triage
from tests.factories_catalog import author_of, make_member, make_officer, make_organisation
from tests.factories_triage import make_triage, suggest

pytestmark = pytest.mark.django_db
ADDRESS = "/en/triage/"


@pytest.fixture
def officer(client: Client) -> User:
    user = make_officer()
    client.force_login(user)
    return user


def address(clock: Triage, *rest: str) -> str:
    return "/".join([ADDRESS + clock.need.reference, *rest, ""])


def shown(client: Client, **values: str) -> list[str]:
    page = BeautifulSoup(client.get(ADDRESS, values).text, "html.parser")
    return [ref.text.split(" · ")[0] for ref in page.select("tbody .ref")]


def test_groups_and_the_most_overdue_first(client: Client, officer: User, now: datetime) -> None:
    young, old = make_triage(now=now, days_ago=2), make_triage(now=now, days_ago=30)
    mine, listed = make_triage(now=now, officer=officer), make_triage(now=now)
    Triage.objects.filter(pk=young.pk).update(officer=None)
    Triage.objects.filter(pk=listed.pk).update(outcome="gap", ended_at=now)
    names = {
        name: clock.need.reference
        for name, clock in {"young": young, "old": old, "mine": mine, "listed": listed}.items()
    }
    assert shown(client, group="all") == [names["old"], names["young"], names["mine"]]
    assert shown(client) == shown(client, group="bogus") == shown(client, group="mine") == [names["mine"]]
    assert shown(client, group="unassigned") == [names["young"]]
    assert shown(client, group="gap") == [names["listed"]]
    assert shown(client, group="late") == [names["old"]]
    assert "days late" in client.get(ADDRESS, {"group": "all"}).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries(
    client: Client, officer: User, now: datetime, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        suggest(make_triage(now=now, days_ago=30).need, now=now)
    client.get("/en/")
    with django_assert_num_queries(10):
        client.get(ADDRESS, {"group": "all"})


@pytest.mark.parametrize("count", [1, 3])
def test_a_need_takes_the_same_queries(
    client: Client, officer: User, now: datetime, count: int, django_assert_num_queries: Any
) -> None:
    clock = make_triage(now=now)
    for _ in range(count):
        suggest(clock.need, now=now)
    client.get("/en/")
    with django_assert_num_queries(10):
        client.get(address(clock))


def test_good_suggestions_are_ticked(client: Client, officer: User, now: datetime) -> None:
    clock = make_triage(now=now)
    good, weak = suggest(clock.need, now=now, score=0.7), suggest(clock.need, now=now, score=0.4)
    suggest(clock.need, now=now, score=0.9, need_state="declined")
    page = BeautifulSoup(client.get(address(clock)).text, "html.parser")
    boxes = {box["value"]: box.has_attr("checked") for box in page.select("input[name=matches-chosen]")}
    assert boxes == {str(good.pk): True, str(weak.pk): False}


def test_offers_are_sent(client: Client, officer: User, now: datetime) -> None:
    clock = make_triage(now=now)
    made = suggest(clock.need, now=now)
    data = {"matches-chosen": [str(made.pk)], "matches-note": "Xin xem."}
    response = client.post(address(clock, "end", "matches"), data, follow=True)
    assert "has been sent the offers" in response.text
    clock.refresh_from_db()
    assert (clock.outcome, clock.note, list(clock.matches.all())) == ("matches", "Xin xem.", [made])
    page = client.get(address(clock)).text
    assert ("Suggestions found" in page, made.offer.reference in page, "matches-chosen" in page) == (True, True, False)


@pytest.mark.parametrize(
    ("outcome", "data", "error"),
    [
        ("matches", {"matches-note": "Lời nhắn"}, "Please tick at least one offer."),
        ("matches", {"matches-chosen": "x", "matches-note": "Lời nhắn"}, "is not one of the available choices"),
        ("expert", {"expert-note": "Lời nhắn"}, "Please fill in this field."),
        ("point", {"point-note": "Lời nhắn", "point-named": "x" * 300}, "Please shorten to 200"),
        ("gap", {"gap-note": "Lời nhắn" * 200}, "Please shorten to 1000"),
    ],
)
def test_mistakes_are_said_and_nothing_typed_is_lost(
    client: Client, officer: User, now: datetime, outcome: str, data: dict[str, str], error: str
) -> None:
    clock = make_triage(now=now)
    suggest(clock.need, now=now)
    response = client.post(address(clock, "end", outcome), data)
    assert (response.status_code, error in response.text, "Lời nhắn" in response.text) == (422, True, True)
    clock.refresh_from_db()
    assert clock.outcome == ""


def test_a_colleague_was_faster(client: Client, officer: User, now: datetime) -> None:
    clock = make_triage(now=now)
    Triage.objects.filter(pk=clock.pk).update(outcome="point", named="Điểm B", ended_at=now)
    response = client.post(address(clock, "end", "expert"), {"expert-named": "Viện A", "expert-note": "Lời nhắn"})
    assert response.status_code == 422
    assert "A colleague has settled this need meanwhile." in response.text
    assert "Lời nhắn" in response.text


def test_taking_over_and_giving_away(client: Client, officer: User, now: datetime) -> None:
    clock, colleague = make_triage(now=now), make_officer("Phạm Thu Yến")
    client.post(address(clock, "officer"))
    clock.refresh_from_db()
    assert clock.officer == officer
    refused = client.post(address(clock, "officer"), {"officer": colleague.pk}, follow=True)
    assert "Only a manager gives work to others" in refused.text
    User.objects.filter(pk=officer.pk).update(role=User.Role.MANAGER)
    assert (
        "Phạm Thu Yến looks after this need."
        in client.post(address(clock, "officer"), {"officer": colleague.pk}, follow=True).text
    )


def test_unknown_needs_and_outcomes(client: Client, officer: User, now: datetime) -> None:
    clock = make_triage(now=now)
    assert client.get(f"{ADDRESS}HP-N-1999-0001/").status_code == 404
    assert client.post(address(clock, "end", "bogus")).status_code == 404
    assert client.get(address(clock, "end", "gap")).status_code == 405


@pytest.mark.parametrize("who", ["visitor", "member", "owner"])
def test_only_officers_look_and_decide(client: Client, who: str, now: datetime) -> None:
    clock = make_triage(now=now)
    if who != "visitor":
        client.force_login(author_of(clock.need) if who == "owner" else make_member(make_organisation()))
    wanted = 302 if who == "visitor" else 404
    answers = [client.get(ADDRESS), client.get(address(clock)), client.post(address(clock, "end", "gap"))]
    assert [answer.status_code for answer in answers] == [wanted] * 3


def test_an_officer_of_the_owner_looks_but_cannot_decide(client: Client, officer: User, now: datetime) -> None:
    clock = make_triage(now=now)
    clock.need.organisation.memberships.create(user=officer, role="reader")
    page = client.get(address(clock)).text
    assert ("another officer decides" in page, "Put on the list" in page) == (True, False)
    response = client.post(address(clock, "end", "gap"))
    assert "Officers do not decide about listings of their own organisation." in response.text


def test_a_paused_need_says_so(client: Client, officer: User, now: datetime) -> None:
    clock = make_triage(now=now)
    Listing.objects.filter(pk=clock.need_id).update(state="paused")
    assert "its clock stands still" in client.get(address(clock)).text


def test_the_owner_reads_the_outcome_in_the_history(client: Client, officer: User, now: datetime) -> None:
    clock = make_triage(now=now)
    client.post(address(clock, "end", "expert"), {"expert-named": "Viện A", "expert-note": "Gọi trước."})
    client.force_login(author_of(clock.need))
    page = client.get(f"/en/listings/{clock.need.reference}/history/").text
    assert ("The connection point named an expert" in page, "Gọi trước." in page, "Viện A" in page) == (
        True,
        True,
        False,
    )
