"""The piece of a page that a search box asks for: markup, caching, throttle, hostile input."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from catalog.finding import LONGEST_QUERY
from tests.factories_catalog import make_officer, make_published

pytestmark = pytest.mark.django_db
ADDRESS = "/search/suggest/"


@pytest.fixture
def today_now() -> datetime:
    return timezone.now()


def soup(client: Client, address: str, **params: Any) -> BeautifulSoup:
    answer = client.get(address, params)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_options_stand_in_named_groups_with_the_typed_part_marked(client: Client, today_now: datetime) -> None:
    listing = make_published(now=today_now)
    page = soup(client, ADDRESS, q="xet ng")
    labels = {label["id"]: label.text for label in page.select(".suggest__label")}
    assert all(group["aria-labelledby"] in labels for group in page.select("[role=group]"))
    option = page.select_one(f"a[role=option][href='{listing.get_absolute_url()}']")
    assert option is not None
    assert [mark.text for mark in option.select("mark")] == ["Xét", "ng", "ng"]
    assert len({each["id"] for each in page.select("[role=option]")}) == len(page.select("[role=option]"))


@pytest.mark.parametrize(("prefix", "words"), [("", "1 gợi ý."), ("/en", "1 suggestion.")])
def test_number_is_said_in_the_language_of_the_page(client: Client, prefix: str, words: str) -> None:
    status = soup(client, f"{prefix}{ADDRESS}", q="bình ngư").select_one("[data-status]")
    assert status is not None
    assert status.text.startswith(words)


def test_titles_are_escaped(client: Client, today_now: datetime) -> None:
    make_published(now=today_now, title="<img src=x onerror=alert(1)> xét")
    assert soup(client, ADDRESS, q="xet").select("img") == []


def test_answer_knows_nobody_and_shows_nothing_that_was_withdrawn(client: Client) -> None:
    client.force_login(make_officer())
    answer = client.get(ADDRESS, {"q": "nuoc"}, headers={"sec-fetch-dest": "empty"})
    assert {part.strip() for part in answer["Cache-Control"].split(",")} == {"public", "no-cache"}
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(client: Client, today_now: datetime, rows: int, django_assert_num_queries: Any) -> None:
    for _number in range(rows):
        make_published(now=today_now)
    client.get(ADDRESS, {"q": "xet"})
    with django_assert_num_queries(5):
        client.get(ADDRESS, {"q": "xet"}, headers={"sec-fetch-dest": "empty"})


def test_only_reading_is_possible(client: Client) -> None:
    assert client.post(ADDRESS, {"q": "xet"}).status_code == 405


@pytest.mark.parametrize(
    "query", ["", "x", "%", "'\"\\", "x" * 4_000, "x " * 2_000, "../../", "{{ 1 }}", "\u202e" * 99]
)
def test_hostile_input_is_answered_with_nothing(client: Client, query: str) -> None:
    assert soup(client, ADDRESS, q=query).select("[role=option]") == []


def test_nul_is_refused_by_the_gate(client: Client) -> None:
    assert client.get(f"{ADDRESS}?q=%00tom").status_code == 400
    assert client.get(ADDRESS).status_code == 200


def test_asking_without_end_is_slowed_down(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.throttling.hit", lambda **_values: False)
    answer = client.get(ADDRESS, {"q": "xet"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


@pytest.mark.parametrize("address", ["/", "/listings/", "/about/"])
def test_every_search_box_can_complete_and_is_a_plain_form_without_scripts(client: Client, address: str) -> None:
    page = soup(client, address)
    assert page.select_one("script[src$='js/suggest.js'][defer]") is not None
    for form in page.select("form.search"):
        box = form.select_one("input[name=q]")
        assert box is not None
        assert (form["data-suggest"], box["type"], box["maxlength"]) == (ADDRESS, "search", str(LONGEST_QUERY))
        assert (box["inputmode"], box["enterkeyhint"], box.get("role")) == ("search", "search", None)


def test_search_box_of_the_header_keeps_the_words(client: Client) -> None:
    box = soup(client, "/listings/", q="  tôm   sú ").select_one("#find-q")
    other = soup(client, "/", q="tôm").select_one("#find-q")
    assert box is not None
    assert other is not None
    assert (box["value"], other["value"]) == ("tôm sú", "")
