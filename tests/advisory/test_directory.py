"""The directory of experts: who stands there, found by which words and filters, and who sees which page."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from advisory.experts import profiles
from advisory.models import ExpertProfile
from tests.factories_advisory import make_expert

pytestmark = pytest.mark.django_db


def soup(client: Client, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.content, "html.parser")


def listed(client: Client, query: str = "") -> list[str]:
    return [link.text for link in soup(client, f"/experts/?{query}").select(".files a")]


@pytest.fixture
def three(now: datetime) -> list[ExpertProfile]:
    return [
        make_expert("Nguyễn Thị An", now=now),
        make_expert(
            "Lê Văn Bình", now=now, fields=("203",), services=["inspection", "ip"], languages=["vi", "en"],
            headline_vi="Hàn tự động trong đóng tàu", about_vi="Giám định máy cũ.", headline_en="Automatic welding",
        ),
        make_expert(
            "Phạm Minh Chi", now=now, fields=("2", "405"), services=["consulting"], availability="later",
            free_from=(now + timedelta(days=30)).date(), headline_vi="Bệnh tôm", about_vi="EHP và Vibrio trên tôm.",
            headline_en="",
        ),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Nguyễn Thị An", "Lê Văn Bình", "Phạm Minh Chi"]),
        ("field=2", ["Nguyễn Thị An", "Lê Văn Bình", "Phạm Minh Chi"]), ("field=203", ["Lê Văn Bình"]),
        ("field=4", ["Phạm Minh Chi"]), ("service=ip", ["Lê Văn Bình"]), ("language=en", ["Lê Văn Bình"]),
        ("free=yes", ["Nguyễn Thị An", "Lê Văn Bình"]), ("field=2&service=assessment", ["Nguyễn Thị An"]),
        ("q=nuoc+thai", ["Nguyễn Thị An"]), ("q=N%C6%B0%E1%BB%9Bc+th%E1%BA%A3i", ["Nguyễn Thị An"]),
        ("q=wastewater", ["Nguyễn Thị An"]), ("q=welding", ["Lê Văn Bình"]), ("q=binh", ["Lê Văn Bình"]),
        ("q=intellectual+property", ["Lê Văn Bình"]), ("q=tom&service=consulting", ["Phạm Minh Chi"]),
        ("q=%22automatic+welding%22", ["Lê Văn Bình"]), ("q=zzyzx", []),
        ("field=nix&service=%27&language=xx&free=no", ["Nguyễn Thị An", "Lê Văn Bình", "Phạm Minh Chi"]),
    ],
)  # fmt: skip
def test_directory_finds_exactly_these(
    client: Client, three: list[ExpertProfile], query: str, names: list[str]
) -> None:
    assert listed(client, query) == names


def test_best_comes_first_and_some_words_do_where_nobody_has_all(client: Client, three: list[ExpertProfile]) -> None:
    assert listed(client, "q=bệnh tôm")[0] == "Phạm Minh Chi"
    assert listed(client, "q=hàn tự động nước thải") != []


@pytest.mark.parametrize(
    "query", [f"page={'9' * 5000}", "page=-1", f"q={'a+' * 3000}", "field=a&field=b", "q=%F0%9F%A6%90"]
)
def test_odd_addresses_get_a_page(client: Client, three: list[ExpertProfile], query: str) -> None:
    assert client.get(f"/experts/?{query}").status_code == 200


@pytest.mark.parametrize(
    "values",
    [{"is_shown": False}, {"verified_at": None}, {"verified_until": "2026-11-22"}],
)
def test_only_verified_ones_who_agree_are_public(client: Client, now: datetime, values: dict[str, Any]) -> None:
    expert = make_expert("Vũ Kín", now=now)
    assert listed(client) == ["Vũ Kín"]
    ExpertProfile.objects.filter(pk=expert.pk).update(**values)
    assert (listed(client), client.get(f"/experts/{expert.pk}/").status_code) == ([], 404)


def test_who_is_gone_is_not_public_and_forgotten_once_erased(client: Client, now: datetime) -> None:
    expert = make_expert(now=now)
    expert.user.is_active = False
    expert.user.save()
    assert listed(client) == []
    assert profiles.forget_erased() == 0
    expert.user.email = f"erased-{expert.user.pk}@erased.invalid"
    expert.user.save()
    profiles.forget_erased()
    assert not ExpertProfile.objects.exists()


def test_page_tells_search_engines_what_it_shows_and_nobody_an_address(client: Client, now: datetime) -> None:
    expert = make_expert(now=now, workplace="Viện Nước")
    page = soup(client, f"/experts/{expert.pk}/")
    facts = json.loads(page.select_one("script[type='application/ld+json']").text)  # type: ignore[union-attr]
    assert (facts["@type"], facts["name"], facts["worksFor"]["name"]) == ("Person", expert.name, "Viện Nước")
    assert expert.user.email not in str(page)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("query", "queries"), [("", 4), ("?q=nước thải&field=2", 8)])
def test_directory_takes_the_same_queries(
    client: Client, now: datetime, count: int, query: str, queries: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        make_expert(now=now)
    client.get("/experts/")
    with django_assert_num_queries(queries):
        client.get(f"/experts/{query}")


def test_sitemap_names_the_public_ones(client: Client, now: datetime) -> None:
    shown, hidden = make_expert(now=now), make_expert(now=now, is_shown=False)
    text = client.get("/sitemap-experts.xml").content.decode()
    assert (f"/experts/{shown.pk}/" in text, f"/experts/{hidden.pk}/" in text) == (True, False)
