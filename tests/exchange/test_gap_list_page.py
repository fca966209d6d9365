"""The page of unmet needs, and that the hidden owner of one stays hidden."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from catalog.models import Listing
from tests.factories_catalog import concept, make_published

pytestmark = pytest.mark.django_db
FEED = "/gap-list/feed/"
ATOM = "{http://www.w3.org/2005/Atom}"


def make_unmet(count: int, **values: Any) -> list[Listing]:
    needs = [make_published("need", now=timezone.now(), **values) for _number in range(count)]
    for age, need in enumerate(reversed(needs)):
        Listing.objects.filter(pk=need.pk).update(published_at=timezone.now() - timedelta(days=40 + age))
    return needs


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_the_same_queries(client: Client, count: int, django_assert_num_queries: Any) -> None:
    make_unmet(count)
    with django_assert_num_queries(7):
        client.get("/gap-list/")


def test_newest_unmet_need_stands_first(client: Client) -> None:
    needs = make_unmet(3)
    page = BeautifulSoup(client.get("/gap-list/").content, "html.parser")
    assert [ref.text for ref in page.select(".card .ref")] == [need.reference for need in reversed(needs)]
    assert "3 nhu cầu chưa có lời giải" in page.text


def test_page_says_so_when_every_need_has_an_answer(client: Client) -> None:
    page = BeautifulSoup(client.get("/gap-list/").content, "html.parser")
    assert page.select_one(".empty a")["href"] == "/listings/?kind=need"  # type: ignore[index]


@pytest.mark.parametrize("query", ["page=0", "page=-1", f"page={10**30}", f"page={'9' * 5000}", "page=abc"])
def test_odd_pages_get_a_page(client: Client, query: str) -> None:
    assert client.get(f"/gap-list/?{query}").status_code == 200


def test_hidden_owner_is_not_named(client: Client) -> None:
    (need,) = make_unmet(1, is_anonymous=True)
    page = client.get("/gap-list/").content.decode()
    assert (need.reference in page, need.organisation.name_vi in page, need.organisation.slug in page) == (
        True,
        False,
        False,
    )


def in_engineering(need: Listing) -> Listing:
    need.fields.set([concept("st_field", "207")])
    return need


def tabs(client: Client, query: str = "") -> dict[str, tuple[str, bool]]:
    page = BeautifulSoup(client.get(f"/gap-list/{query}").content, "html.parser")
    links = page.select("main .tabs a")
    return {link.contents[0].text: (link.select_one(".tabs__n").text, link.has_attr("aria-current")) for link in links}  # type: ignore[union-attr]


def test_fields_with_needs_are_offered_with_their_numbers(client: Client) -> None:
    in_engineering(make_unmet(3)[0])
    assert tabs(client) == {
        "Mọi lĩnh vực": ("3", True),
        "Khoa học kỹ thuật và công nghệ": ("1", False),
        "Khoa học nông nghiệp": ("2", False),
    }


def test_a_field_shows_its_needs_alone(client: Client) -> None:
    need = in_engineering(make_unmet(3)[0])
    page = BeautifulSoup(client.get("/gap-list/?field=2").content, "html.parser")
    assert [ref.text for ref in page.select(".card .ref")] == [need.reference]
    assert "1 nhu cầu chưa có lời giải" in page.text
    assert page.select_one("link[type='application/atom+xml']")["href"] == "/gap-list/feed/?field=2"  # type: ignore[index]
    assert tabs(client, "?field=2")["Khoa học kỹ thuật và công nghệ"] == ("1", True)


def test_a_field_without_needs_says_so(client: Client) -> None:
    make_unmet(1)
    page = BeautifulSoup(client.get("/gap-list/?field=1").content, "html.parser")
    assert page.select_one(".empty a")["href"] == "/gap-list/"  # type: ignore[index]


@pytest.mark.parametrize("query", ["field=", "field=x", "field=401", "field=9", "field=' OR 1=1"])
def test_odd_fields_ask_for_all(client: Client, query: str) -> None:
    make_unmet(1)
    assert tabs(client, f"?{query}")["Mọi lĩnh vực"] == ("1", True)


def entries(client: Client, address: str) -> list[str | None]:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    found = ET.fromstring(answer.content).findall(f"{ATOM}entry")
    return [entry.findtext(f"{ATOM}id", "").rpartition("/")[2] for entry in found]


def test_the_feed_holds_what_the_page_shows(client: Client) -> None:
    first, second, last = (need.reference for need in make_unmet(3))
    in_engineering(Listing.objects.get(reference=first))
    assert entries(client, FEED) == [last, second, first]
    assert entries(client, f"{FEED}?field=2") == [first]
    assert entries(client, f"/en{FEED}?field=4") == [last, second]
    assert "Unmet needs: " in client.get(f"/en{FEED}?field=4").text


def test_the_feed_does_not_name_a_hidden_owner(client: Client) -> None:
    (need,) = make_unmet(1, is_anonymous=True)
    feed = client.get(FEED).text
    assert need.reference in feed
    assert need.organisation.name_vi not in feed
    assert need.organisation.slug not in feed


def test_who_has_the_feed_gets_no_body_until_an_older_need_comes_in(client: Client) -> None:
    needs = make_unmet(1)
    answer = client.get(FEED)
    assert "Last-Modified" not in answer.headers
    seen = {"If-None-Match": answer["ETag"]}
    assert client.get(FEED, headers=seen).status_code == 304
    needs += make_unmet(1)
    Listing.objects.filter(pk=needs[1].pk).update(published_at=timezone.now() - timedelta(days=90))
    assert client.get(FEED, headers=seen).status_code == 200
