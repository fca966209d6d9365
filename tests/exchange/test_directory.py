"""The public directory and an organisation's page: who stands there, found how, and never by an anonymous need."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from accounts.models import Organisation
from accounts.organisations import sort_key
from tests.factories import UserFactory
from tests.factories_catalog import concept, make_member, make_organisation, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def soup(client: Client, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.content, "html.parser")


def listed(client: Client, query: str = "") -> list[str]:
    return [link.text for link in soup(client, f"/organisations/?{query}").select(".files a")]


def named(name: str, **values: Any) -> Organisation:
    organisation = make_organisation(name, **values)
    Organisation.objects.filter(pk=organisation.pk).update(sort_key=sort_key(organisation))
    return organisation


@pytest.fixture
def three() -> list[Organisation]:
    return [
        named("Viện Đo lường", kind="institute", province=concept("province", "01")),
        named("Công ty TNHH Đáy Biển", kind="enterprise", name_en="Seabed Co., Ltd."),
        named("Công ty TNHH An Bình", kind="enterprise"),
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Công ty TNHH An Bình", "Công ty TNHH Đáy Biển", "Viện Đo lường"]),
        ("q=day+bien", ["Công ty TNHH Đáy Biển"]), ("q=BI%E1%BB%82N+%C4%90", ["Công ty TNHH Đáy Biển"]),
        ("q=seabed", ["Công ty TNHH Đáy Biển"]), ("q=%25", []), ("q=_", []), ("q=%5C", []),
        ("kind=institute", ["Viện Đo lường"]), ("province=01", ["Viện Đo lường"]), ("kind=institute&province=31", []),
        ("kind=nix&province=%27&x=1", ["Công ty TNHH An Bình", "Công ty TNHH Đáy Biển", "Viện Đo lường"]),
    ],
)  # fmt: skip
def test_directory_finds_exactly_these(client: Client, three: list[Organisation], query: str, names: list[str]) -> None:
    assert listed(client, query) == names


@pytest.mark.parametrize(
    "query", [f"page={'9' * 5000}", "page=-1", f"q={'a+' * 3000}", "kind=a&kind=b", "q=%F0%9F%A6%90"]
)
def test_odd_addresses_get_a_page(client: Client, three: list[Organisation], query: str) -> None:
    assert client.get(f"/organisations/?{query}").status_code == 200


def test_closed_organisations_and_people_without_listings_are_left_out(client: Client, now: datetime) -> None:
    named("Đơn vị đã đóng", state="closed")
    silent, speaking = (named(name, kind="individual") for name in ("Trần Văn Im", "Lê Thị Nói"))
    make_published("need", by=make_member(silent), now=now, is_anonymous=True)
    make_published("offer", by=make_member(speaking), now=now)
    assert listed(client) == ["Lê Thị Nói"]


def test_anonymous_needs_are_not_counted(client: Client, now: datetime) -> None:
    author = make_member(named("Hợp tác xã Bàng La"))
    make_published("offer", by=author, now=now)
    make_published("need", by=author, now=now, is_anonymous=True)
    assert soup(client, "/organisations/").select_one(".directory__facts").get_text(strip=True) == "1 tin"  # type: ignore[union-attr]


@pytest.mark.parametrize("count", [1, 3])
def test_directory_takes_the_same_queries(
    client: Client, now: datetime, count: int, django_assert_num_queries: Any
) -> None:
    for _number in range(count):
        make_published("offer", now=now)
    with django_assert_num_queries(5):
        client.get("/organisations/?q=bang+la")


def test_own_list_is_a_page_of_the_desk(client: Client) -> None:
    assert client.get("/desk/organisations/").headers["Location"].startswith("/account/login/")
    client.force_login(UserFactory())
    assert client.get("/desk/organisations/").status_code == 200
    assert client.get("/organisations/").status_code == 200


def test_page_shows_fields_and_one_kind_at_a_time(client: Client, now: datetime) -> None:
    author = make_member(make_organisation(slug="bang-la"))
    offer, need = make_published("offer", by=author, now=now), make_published("need", by=author, now=now)
    page = soup(client, "/organisations/bang-la/?kind=need")
    assert [ref.text for ref in page.select(".card .ref")] == [need.reference]
    assert [chip["href"] for chip in page.select("a.chip")] == ["/fields/401-trong-trot/"]
    assert [tab.text for tab in page.select("main .tabs a")] == [
        "Tất cả tin2",
        "Công nghệ chào bán1",
        "Nhu cầu công nghệ1",
    ]
    everything = soup(client, "/organisations/bang-la/?kind=x&page=99")
    assert {ref.text for ref in everything.select(".card .ref")} == {offer.reference, need.reference}


def test_fields_of_anonymous_needs_are_not_the_owners(client: Client, now: datetime) -> None:
    owner = make_organisation(slug="rieng")
    make_published("need", by=make_member(owner), now=now, is_anonymous=True)
    page = soup(client, "/organisations/rieng/")
    assert page.select("a.chip, main .tabs a, .card") == []


def test_facts_for_search_engines_hold_no_contact(client: Client) -> None:
    values = {"contact_email": "rieng@vidu.test", "contact_phone": "0912345678", "tax_code": "0201234567"}
    make_organisation("Bàng <La>", slug="bang-la", website="https://vidu.test/", about_vi="Nuôi tôm", **values)
    page = soup(client, "/organisations/bang-la/?kind=nix&utm=1")
    block = page.select_one("script[type='application/ld+json']").text  # type: ignore[union-attr]
    facts = json.loads(block)
    assert (facts["@type"], facts["name"], facts["taxID"]) == ("Organization", "Bàng <La>", "0201234567")
    assert ("rieng@" in block, "0912" in block) == (False, False)


def test_person_is_a_person_without_a_number(client: Client) -> None:
    make_organisation("Lê Thị Nói", slug="noi", kind="individual", tax_code="012345678901")
    page = soup(client, "/organisations/noi/")
    facts = json.loads(page.select_one("script[type]").text)  # type: ignore[union-attr]
    assert (facts["@type"], "taxID" in facts) == ("Person", False)
    assert page.select_one("meta[name=robots]")["content"] == "noindex, follow"  # type: ignore[index]
