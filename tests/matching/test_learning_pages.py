"""The page of learning: what is missing, what was found, who may take it over, and what the server refuses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from matching.learning import Measures
from matching.models import Refit, WeightSet
from matching.refitting import comparison_of, run_wanted
from matching.scoring import DEFAULT_WEIGHTS
from matching.weights import active_weights, put_in_force, values_of
from tests.factories_answers import make_answers
from tests.factories_catalog import make_member, make_officer, make_organisation, make_user
from tests.matching.test_refitting import TRUTH, make_done

pytestmark = pytest.mark.django_db
PAGE = "/matching/learning/"
REFIT = "/matching/learning/refit/"
REASON = "Câu trả lời cho thấy giá quan trọng hơn"


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def take_over(client: Client, refit: Refit, reason: str = REASON) -> Any:
    return client.post(f"/matching/learning/{refit.pk}/take-over/", {"reason": reason})


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("visitor", (302, 302, 302)),
        ("member", (404, 404, 404)),
        ("officer", (200, 404, 404)),
        ("manager", (200, 302, 302)),
    ],
)
def test_officers_look_and_managers_act(
    client: Client, now: datetime, who: str, statuses: tuple[int, int, int]
) -> None:
    people = {
        "member": lambda: make_member(make_organisation()),
        "officer": make_officer,
        "manager": lambda: make_user(role=User.Role.MANAGER),
    }
    if who in people:
        client.force_login(people[who]())
    refit = make_done(now)
    page = client.get(PAGE)
    assert (page.status_code, client.post(REFIT).status_code, take_over(client, refit).status_code) == statuses
    assert active_weights()[0].version == (2 if who == "manager" else 1)
    assert (b"take-over" in page.content) == (who == "manager")


@pytest.mark.parametrize("address", [REFIT, "/matching/learning/1/take-over/"])
def test_looking_changes_nothing(client: Client, manager: User, address: str) -> None:
    assert client.get(address).status_code == 405


def test_the_page_says_how_many_answers_are_missing(client: Client, manager: User, now: datetime) -> None:
    make_answers(30, now=now, needs=10)
    page = soup(client.get(PAGE))
    assert "30 trên 200" in page.get_text()
    assert "Còn thiếu 170 câu trả lời" in page.get_text()
    assert page.select_one(f"form[action='{REFIT}']") is None
    refused = client.post(REFIT, follow=True)
    assert "Chưa đủ câu trả lời để học." in soup(refused).get_text()
    assert Refit.objects.count() == 0


@pytest.mark.parametrize(("language", "said"), [("", "Trong đó số nhu cầu"), ("/en", "Needs among them")])
def test_learning_is_asked_for_done_and_shown(
    client: Client, manager: User, now: datetime, language: str, said: str
) -> None:
    make_answers(240, now=now, truth=TRUTH, needs=40)
    assert soup(client.get(f"{language}{PAGE}")).select_one(f"form[action='{language}{REFIT}']") is not None
    assert client.post(REFIT).status_code == client.post(REFIT).status_code == 302
    waiting = soup(client.get(f"{language}{PAGE}"))
    assert waiting.select_one(f"form[action='{language}{REFIT}']") is None
    run_wanted(now=now)
    page = soup(client.get(f"{language}{PAGE}"))
    assert said in page.get_text()
    measures, weights, changes = page.select("main table")
    assert len(weights.select("tbody tr")) == 12
    assert len(changes.select("tbody tr")) == 20
    assert len(measures.select("tbody tr")) > 2
    may_take_over = not comparison_of(Refit.objects.get()).obstacle
    assert (page.select_one("form[action$='take-over/']") is not None) == may_take_over


def test_learnt_weights_are_taken_over_from_the_page(client: Client, manager: User, now: datetime) -> None:
    refit = make_done(now)
    assert take_over(client, refit).status_code == take_over(client, refit).status_code == 302
    stored = active_weights()[0]
    assert (stored.version, stored.note, stored.created_by) == (2, REASON, manager)
    again = soup(client.get(PAGE))
    assert "Đã áp dụng thành bản 2." in again.get_text()
    assert again.select_one("form[action$='take-over/']") is None


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (Measures(0.51, 0.9, 9, ()), "dự báo các câu trả lời để riêng kém hơn"),
        (Measures(0.4, 0.7, 9, ()), "xếp thứ tự các câu trả lời để riêng kém hơn"),
        (Measures(0.4, None, 0, ()), "còn quá ít nhu cầu"),
    ],
)
def test_worse_weights_are_refused_by_the_server(
    client: Client, manager: User, now: datetime, new: Measures, said: str
) -> None:
    refit = make_done(now, new=new)
    page = soup(client.get(PAGE))
    assert said in page.get_text()
    assert page.select_one("form[action$='take-over/']") is None
    response = take_over(client, refit)
    assert (response.status_code, WeightSet.objects.count()) == (409, 1)
    assert said in soup(response).get_text()


def test_whoever_is_overtaken_is_told_and_the_reason_stays(client: Client, manager: User, now: datetime) -> None:
    refit = make_done(now)
    colleague = make_user("Vũ Thị Nhanh", role=User.Role.MANAGER)
    values = {**values_of(DEFAULT_WEIGHTS), "place": 1.0}
    put_in_force(values=values, based_on=1, note="Gần nhau dễ gặp hơn", by=colleague, now=now)
    response = take_over(client, refit)
    assert response.status_code == 409
    assert "Vũ Thị Nhanh" in soup(response).get_text()
    assert soup(response).select_one("#id_reason")["value"] == REASON  # type: ignore[index]
    assert active_weights()[0].version == 2


def test_a_reason_is_asked_for(client: Client, manager: User, now: datetime) -> None:
    response = take_over(client, make_done(now), reason=" ")
    assert response.status_code == 422
    assert soup(response).select_one("#id_reason_error") is not None
    assert WeightSet.objects.count() == 1


def test_what_is_not_done_cannot_be_taken_over(client: Client, manager: User, now: datetime) -> None:
    assert take_over(client, Refit.objects.create(wanted_at=now)).status_code == 302
    assert client.post("/matching/learning/999999/take-over/", {"reason": REASON}).status_code == 404
    assert active_weights()[0].version == 1


def test_a_refit_given_up_is_told(client: Client, manager: User, now: datetime) -> None:
    Refit.objects.create(state="failed", wanted_at=now, finished_at=now)
    assert "Lần học gần nhất không thành" in soup(client.get(PAGE)).get_text()


@pytest.mark.parametrize("needs", [1, 3])
def test_the_page_takes_the_same_queries(
    client: Client, manager: User, now: datetime, needs: int, django_assert_num_queries: Any
) -> None:
    make_answers(needs, now=now, needs=needs)
    make_done(now)
    client.get(PAGE)
    with django_assert_num_queries(13):
        page = soup(client.get(PAGE))
    assert len(page.select("main table")) == 3
