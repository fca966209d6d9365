"""The page of unmet needs, and that the hidden owner of one stays hidden."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from catalog.models import Listing
from tests.factories_catalog import make_published

pytestmark = pytest.mark.django_db


def make_unmet(count: int, **values: Any) -> list[Listing]:
    needs = [make_published("need", now=timezone.now(), **values) for _number in range(count)]
    for age, need in enumerate(reversed(needs)):
        Listing.objects.filter(pk=need.pk).update(published_at=timezone.now() - timedelta(days=40 + age))
    return needs


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_the_same_queries(client: Client, count: int, django_assert_num_queries: Any) -> None:
    make_unmet(count)
    with django_assert_num_queries(5):
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
