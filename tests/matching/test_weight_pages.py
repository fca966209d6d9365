"""The pages of the weights: who may look and who may change, errors beside fields, preview before saving, history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from catalog.models import Listing
from matching.models import Suggestion, WeightSet
from matching.scoring import DEFAULT_WEIGHTS
from matching.weights import active_weights, put_in_force, values_of
from tests.factories_catalog import make_member, make_officer, make_organisation, make_published, make_user

pytestmark = pytest.mark.django_db
PAGE = "/matching/weights/"
EDIT = "/matching/weights/edit/"
REASON = "Nhiều đơn vị từ chối vì giá"


def typed(**changes: str) -> dict[str, str]:
    values = {name: str(value).replace(".", ",") for name, value in values_of(DEFAULT_WEIGHTS).items()}
    return {**values, "reason": REASON, "based_on": "1", "do": "preview", **changes}


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def sent_again(page: BeautifulSoup, **changes: str) -> dict[str, str]:
    """The form as the browser sends it from the page."""
    fields = page.select("main form input[name]")
    return {str(field["name"]): str(field.get("value", "")) for field in fields} | changes


def make_suggestions(now: datetime) -> tuple[Listing, Listing]:
    """A pair whose price is twice the budget, beside one that states none."""
    need = make_published("need", now=now, title="Xử lý nước thải chế biến thủy sản")
    offers = [make_published("offer", now=now, title=f"Màng lọc sinh học {name}") for name in "ab"]
    for offer, known in zip(offers, [True, False], strict=True):
        text = {"feature": "text", "value": 0.6, "mean": 0.27, "weight": 12.0, "amount": 3.96, "known": True}
        price = {"feature": "budget", "value": 0.5, "mean": 0.9, "weight": 1.6, "amount": -0.64, "known": known}
        Suggestion.objects.create(
            need=need, offer=offer, score=0.5, logit=0.1, weights=active_weights()[0], need_hash="n", offer_hash="o",
            contributions={"base": -3.2, "logit": 0.1, "items": [text, price], "reasons": []},
        )  # fmt: skip
    return need, offers[0]


@pytest.mark.parametrize(
    ("who", "statuses"),
    [("visitor", (302, 302)), ("member", (404, 404)), ("officer", (200, 404)), ("manager", (200, 200))],
)
def test_officers_look_and_managers_change(client: Client, who: str, statuses: tuple[int, int]) -> None:
    people = {
        "member": lambda: make_member(make_organisation()),
        "officer": make_officer,
        "manager": lambda: make_user(role=User.Role.MANAGER),
    }
    if who in people:
        client.force_login(people[who]())
    assert (client.get(PAGE).status_code, client.get(EDIT).status_code) == statuses
    assert client.post(EDIT, typed(do="save")).status_code == statuses[1]
    assert WeightSet.objects.filter(version__gt=1).count() == 0


def test_an_officer_sees_no_way_to_change(client: Client) -> None:
    client.force_login(make_officer())
    assert soup(client.get(PAGE)).select_one(f"main a[href^='{EDIT}']") is None


@pytest.mark.parametrize(
    ("language", "said"), [("", "Giá thấp nhất có nằm trong kinh phí"), ("/en", "Whether the price")]
)
def test_every_part_is_told_in_words(client: Client, manager: User, language: str, said: str) -> None:
    page = soup(client.get(f"{language}{PAGE}"))
    rows = page.select("table")[0].select("tbody tr")
    assert len(rows) == len(DEFAULT_WEIGHTS.features)
    assert said in page.get_text()
    assert page.select_one(f".acct a[href='{language}{PAGE}']") is not None


@pytest.mark.parametrize("versions", [1, 3])
def test_the_list_takes_the_same_queries(
    client: Client, manager: User, now: datetime, versions: int, django_assert_num_queries: Any
) -> None:
    active_weights()
    for number in range(1, versions):
        values = {**values_of(DEFAULT_WEIGHTS), "budget": 1 + number / 10}
        put_in_force(values=values, based_on=number, note=REASON, by=make_user(), now=now)
    client.get(PAGE)
    with django_assert_num_queries(12):
        page = soup(client.get(PAGE))
    assert len(page.select("table")[1].select("tbody tr")) == versions


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("budget", "4,5", "từ 0 đến 4"), ("text", "5", "từ 6 đến 18"), ("place", "nhiều", "Vui lòng nhập một số"),
        ("place", "", "Vui lòng điền mục này"), ("base", "1e3", "Vui lòng nhập một số"), ("reason", "vì", "ít nhất"),
        ("trl", "٣", "Vui lòng nhập một số"),
    ],
)  # fmt: skip
def test_an_error_stands_beside_its_field_and_nothing_is_lost(
    client: Client, manager: User, field: str, value: str, said: str
) -> None:
    response = client.post(EDIT, typed(**{"budget": "2,25", field: value, "do": "save"}))
    page = soup(response)
    assert response.status_code == 422
    assert said in page.select_one(f"#id_{field}_error").get_text()  # type: ignore[union-attr]
    assert len(page.select("main .err")) == 1
    assert sent_again(page)[field] == value
    assert field == "budget" or sent_again(page)["budget"] == "2,25"


def test_effects_are_shown_before_anything_is_saved(client: Client, manager: User, now: datetime) -> None:
    need, offer = make_suggestions(now)
    response = client.post(EDIT, typed(budget="3.6", do="save"))
    page = soup(response)
    assert response.status_code == 200
    assert WeightSet.objects.count() == 1
    [row] = page.select("main table tbody tr")
    assert [link["href"] for link in row.select("a")] == [need.get_absolute_url(), offer.get_absolute_url()]
    assert [cell.get_text() for cell in row.select("td.num")] == ["53 → 34", "2 → 2"]
    assert page.select_one("button[value=save]") is not None
    assert client.post(EDIT, sent_again(page, do="save")).status_code == 302
    stored, weights = active_weights()
    assert (stored.note, stored.created_by, weights.features["budget"].weight) == (REASON, manager, 3.6)


def test_values_changed_after_the_preview_are_previewed_first(client: Client, manager: User) -> None:
    page = soup(client.post(EDIT, typed(budget="3")))
    again = client.post(EDIT, sent_again(page, budget="2", do="save"))
    assert (again.status_code, WeightSet.objects.count()) == (200, 1)
    assert client.post(EDIT, sent_again(soup(again), do="save")).status_code == 302
    assert active_weights()[1].features["budget"].weight == 2


def test_a_colleague_who_was_faster_is_named_and_what_was_typed_stays(
    client: Client, manager: User, now: datetime
) -> None:
    page = soup(client.post(EDIT, typed(budget="3")))
    colleague = make_user("Vũ Thị Nhanh", role=User.Role.MANAGER)
    values = {**values_of(DEFAULT_WEIGHTS), "place": 1.0}
    put_in_force(values=values, based_on=1, note="Gần nhau dễ gặp hơn", by=colleague, now=now)
    response = client.post(EDIT, sent_again(page, do="save"))
    refused = soup(response)
    assert response.status_code == 409
    assert "Vũ Thị Nhanh: Gần nhau dễ gặp hơn" in refused.get_text()
    assert (sent_again(refused)["budget"], sent_again(refused)["reason"]) == ("3", REASON)
    assert client.post(EDIT, sent_again(refused, do="save")).status_code == 200
    assert active_weights()[0].version == 2


def test_the_weights_in_force_are_no_new_version(client: Client, manager: User) -> None:
    page = soup(client.post(EDIT, typed()))
    assert page.select_one("button[value=save]") is None
    assert client.post(EDIT, sent_again(page, do="save")).status_code == 422
    assert WeightSet.objects.count() == 1


def test_an_earlier_version_is_taken_up_again(client: Client, manager: User, now: datetime) -> None:
    put_in_force(values={**values_of(active_weights()[1]), "budget": 3.0}, based_on=1, note=REASON, by=manager, now=now)
    listed = soup(client.get(PAGE))
    assert "Giá hoặc kinh phí dự kiến: 1,6 → 3" in listed.get_text()
    [link] = listed.select(f"main table a[href^='{EDIT}']")
    started = soup(client.get(str(link["href"])))
    page = soup(client.post(EDIT, sent_again(started, do="preview")))
    assert client.post(EDIT, sent_again(page, do="save")).status_code == 302
    stored, weights = active_weights()
    assert (stored.version, stored.note, values_of(weights)) == (
        3, "Trở lại trọng số của bản 1", values_of(DEFAULT_WEIGHTS),
    )  # fmt: skip


@pytest.mark.parametrize(("start", "status"), [("99", 404), ("x", 200), ("²", 200), ("9" * 30, 200), ("-1", 200)])
def test_odd_versions_to_start_from(client: Client, manager: User, start: str, status: int) -> None:
    assert client.get(EDIT, {"from": start}).status_code == status


@pytest.mark.parametrize("based_on", ["", "x", "0", "9" * 30, "\x00"])
def test_a_form_tampered_with_makes_no_version(client: Client, manager: User, based_on: str) -> None:
    response = client.post(EDIT, typed(budget="2", based_on=based_on, previewed="a" * 64, do="save"))
    assert (response.status_code, WeightSet.objects.count()) == (422, 1)
