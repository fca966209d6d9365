"""Pages by field, industry and province: numbers, links, one address each, and no hidden owner."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from catalog.models import Listing
from tests.factories import MembershipFactory
from tests.factories_catalog import concept, make_organisation, make_published

pytestmark = pytest.mark.django_db

FIELD = "/fields/401-trong-trot/"
INDEXES = ["/fields/", "/industries/", "/provinces/"]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def soup(client: Client, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.content, "html.parser")


def publish(rows: int, *, now: datetime) -> list[Listing]:
    listings = [make_published(kind, now=now) for kind in ("offer", "need") for _number in range(rows)]
    for listing in listings:
        listing.industries.add(concept("vsic", "03"))
    return listings


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [("/fields/", 2), ("/industries/", 2), ("/provinces/", 2)])
def test_index_takes_the_same_queries(
    client: Client, now: datetime, django_assert_num_queries: Any, rows: int, address: str, queries: int
) -> None:
    publish(rows, now=now)
    with django_assert_num_queries(queries):
        client.get(address)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("address", [FIELD, "/industries/03-/", "/provinces/31-hai-phong/"])
def test_detail_takes_the_same_queries(
    client: Client, now: datetime, django_assert_num_queries: Any, rows: int, address: str
) -> None:
    publish(rows, now=now)
    address = client.get(address).headers.get("Location", address)
    with django_assert_num_queries(8):
        assert client.get(address).status_code == 200


def test_field_without_listings_stands_there_without_a_link(client: Client, now: datetime) -> None:
    publish(1, now=now)
    page = soup(client, "/fields/")
    assert [link["href"] for link in page.select(".branch a")] == ["/fields/4-khoa-hoc-nong-nghiep/", FIELD]
    assert len(page.select(".branch li")) == len(concept("st_field", "1").scheme.concepts.exclude(parent=None))
    assert "1 công nghệ · 1 nhu cầu" in page.select_one(".branch li a").parent.text  # type: ignore[union-attr]


@pytest.mark.parametrize("key", ["401", "401-", "401-mot-ten-khac"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_other_wording_of_the_address_leads_to_the_one(client: Client, key: str, prefix: str) -> None:
    answer = client.get(f"{prefix}/fields/{key}/")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{prefix}{FIELD}")


@pytest.mark.parametrize(
    "address", ["/fields/999/", "/fields/-/", "/industries/401/", "/provinces/32-x/", "/fields/'/"]
)
def test_unknown_code_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [*INDEXES, FIELD, "/gap-list/", "/organisations/"])
def test_pages_are_only_read(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_detail_shows_both_kinds_and_leads_to_the_filtered_list(client: Client, now: datetime) -> None:
    offer, need = publish(1, now=now)
    page = soup(client, FIELD)
    assert [ref.text for ref in page.select(".card .ref")] == [offer.reference, need.reference]
    links = [link["href"] for link in page.select(".row--between a")]
    assert links == ["/listings/?kind=offer&field=401", "/listings/?kind=need&field=401"]
    assert [ref.text for ref in soup(client, links[1]).select(".card .ref")] == [need.reference]


def test_empty_field_has_a_page_that_is_not_to_be_listed(client: Client) -> None:
    page = soup(client, FIELD)
    assert page.select_one("meta[name=robots]")["content"] == "noindex, follow"  # type: ignore[index]
    assert page.select_one(".empty a")["href"] == "/listings/new/offer/"  # type: ignore[index]


def test_owner_of_an_anonymous_need_is_not_active_anywhere(client: Client, now: datetime) -> None:
    owner = make_organisation("Hợp tác xã Rạch Riêng", slug="rach-rieng")
    member = MembershipFactory(organisation=owner).user
    need = make_published("need", now=now, by=member, organisation=owner, is_anonymous=True)
    for address in (FIELD, "/provinces/31-hai-phong/", "/en" + FIELD):
        page = soup(client, address)
        assert need.reference in page.text
        assert ("Rạch Riêng" in page.text, "rach-rieng" in str(page)) == (False, False)


def test_map_holds_34_provinces_and_both_archipelagos(client: Client, now: datetime) -> None:
    publish(1, now=now)
    page = soup(client, "/provinces/")
    assert len(page.select(".tile:not(.tile--isle,.tile--sea)")) == 34
    isles = [isle.get_text(" ", strip=True) for isle in page.select(".tile--isle")]
    assert isles == ["Quần đảo Hoàng Sa (Đà Nẵng)", "Quần đảo Trường Sa (Khánh Hoà)"]
    assert [(a["href"], a.b.text) for a in page.select(".tile a")] == [("/provinces/31-hai-phong/", "2")]
    assert "gồm đặc khu Hoàng Sa" in page.select_one("table").text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("sort", "first"),
    [("name", "An Giang"), ("offers", "Hải Phòng"), ("total", "Hải Phòng"), ("", "Hải Phòng"), ("x", "Hải Phòng")],
)
def test_table_of_provinces_is_sorted_as_asked(client: Client, now: datetime, sort: str, first: str) -> None:
    publish(1, now=now)
    page = soup(client, f"/provinces/?sort={sort}")
    assert page.select_one("tbody th").get_text(strip=True) == first  # type: ignore[union-attr]
    assert len(page.select("th[aria-sort]")) == 1
