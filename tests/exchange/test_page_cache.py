"""Shared pages never lie: a change shows on the next request, and nobody gets another's page."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.test import Client
from django.utils import timezone

from accounts.models import Organisation, User
from catalog import publishing
from catalog.indexing import index_awaiting
from catalog.models import Listing
from catalog.stamp import catalogue_stamp
from exchange.listing_views import kept_vocabulary
from taxonomy.models import GlossaryEntry
from tests.factories_catalog import make_member, make_officer, make_organisation, make_published, make_submitted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _kept_pages(settings: Any) -> Iterator[None]:
    settings.PAGE_CACHE = True
    for each in caches.all():
        each.clear()
    kept_vocabulary.cache_clear()
    yield
    cache.clear()


@pytest.fixture
def today() -> datetime:
    return timezone.now()


def page(client: Client, address: str = "/listings/", **headers: str) -> str:
    return client.get(address, headers=headers or None).content.decode()


def test_a_page_is_made_once(client: Client, today: datetime, django_assert_num_queries: Any) -> None:
    make_published("offer", now=today)
    first = page(client)
    with django_assert_num_queries(1):
        assert page(client) == first


def test_publication_and_withdrawal_show_at_once(client: Client, today: datetime) -> None:
    _listing, revision = make_submitted("need", now=today, title="Máy phân loại chè")
    assert "Máy phân loại chè" not in page(client)
    publishing.decide(revision=revision, decision="publish", by=make_officer(), now=today)
    assert "Máy phân loại chè" in page(client)
    listing = Listing.objects.get()
    publishing.change_state(listing=listing, action="withdraw", by=listing.created_by, now=today, note="Đã xong")
    assert "Máy phân loại chè" not in page(client)


@pytest.mark.parametrize("address", ["/listings/", "/listings/{}/"])
def test_every_edit_shows_at_once(client: Client, today: datetime, address: str) -> None:
    listing = make_published("offer", now=today)
    address = address.format(listing.reference)
    page(client, address)
    Listing.objects.update(title="Tiêu đề mới")
    assert "Tiêu đề mới" in page(client, address)
    Organisation.objects.update(name_vi="Viện đổi tên", name_en="")
    assert "Viện đổi tên" in page(client, address)


def test_a_change_that_is_rolled_back_is_none(today: datetime) -> None:
    make_published("offer", now=today)
    before = catalogue_stamp()
    Listing.objects.none().update(title="x")
    make_organisation()
    assert catalogue_stamp() > before


def test_two_rows_of_one_transaction_count_once(today: datetime) -> None:
    for _number in range(3):
        make_published("offer", now=today)
    before = catalogue_stamp()
    Listing.objects.update(summary="Tóm tắt mới")
    assert catalogue_stamp() == before + 1


def test_language_theme_and_live_answers_are_kept_apart(client: Client, today: datetime) -> None:
    make_published("offer", now=today)
    plain, live = page(client), page(client, **{"HX-Request": "true"})
    assert live.lstrip().startswith("<title>")
    assert page(client) == plain
    assert "Technology offers" in page(client, "/en/listings/")
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in page(client)


def test_members_have_pages_of_their_own(client: Client, today: datetime) -> None:
    make_published("offer", now=today)
    visitor = page(client)
    member: User = make_member(make_organisation("Hợp tác xã Riêng"), name="Phạm Thị Riêng")
    other = Client()
    other.force_login(member)
    assert "Hợp tác xã Riêng" in page(other)
    assert page(client) == visitor


def test_a_search_is_kept_until_the_glossary_changes(
    client: Client, today: datetime, django_assert_num_queries: Any
) -> None:
    listing = make_published("offer", now=today, title="Máy sấy nông sản", summary="Sấy lạnh")
    index_awaiting()
    first = page(client, "/listings/?q=s%E1%BA%A5y")
    assert listing.reference in first
    with django_assert_num_queries(1):
        assert page(client, "/listings/?q=s%E1%BA%A5y") == first
    before = catalogue_stamp()
    GlossaryEntry.objects.create(term_vi="máy sấy", term_en="dryer")
    assert catalogue_stamp() > before


def test_a_found_listing_is_right_after_every_change(client: Client, today: datetime) -> None:
    listing = make_published("offer", now=today, title="Máy sấy nông sản", trl=6)
    address = "/listings/?q=s%E1%BA%A5y"
    assert listing.reference not in page(client, address)
    index_awaiting()
    assert listing.reference in (shown := page(client, address))
    assert "TRL 6" in shown
    Listing.objects.update(trl=8)
    assert "TRL 8" in page(client, address)
    publishing.change_state(listing=listing, action="withdraw", by=listing.created_by, now=today, note="Đã xong")
    assert listing.reference not in page(client, address)


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("query", ["", "?q=s%E1%BA%A5y", "?q=may+say&sort=newest"])
def test_kept_cards_are_the_cards_written_out(
    client: Client, today: datetime, settings: Any, language: str, query: str
) -> None:
    make_published("offer", now=today, title="Máy sấy <nông sản>", summary="Sấy lạnh & sấy nóng", trl=7)
    make_published("need", now=today, title="Cần máy sấy nông sản", is_anonymous=True)
    index_awaiting()
    page(client, f"{language}/listings/?q=n%C3%B4ng")
    kept = page(client, f"{language}/listings/{query}")
    settings.PAGE_CACHE = False
    assert kept == page(client, f"{language}/listings/{query}")
    assert kept.count("<article") == 2
    assert ("<mark>" in kept) == ("q=" in query)


def test_other_pages_and_orders_of_a_search_count_nothing_anew(
    client: Client, today: datetime, django_assert_num_queries: Any
) -> None:
    make_published("offer", now=today, title="Máy sấy nông sản")
    index_awaiting()
    page(client, "/listings/?q=s%E1%BA%A5y")
    with django_assert_num_queries(3):  # stamp, limit, cards
        page(client, "/listings/?q=s%E1%BA%A5y&page=2")
    with django_assert_num_queries(3):
        page(client, "/listings/?q=s%E1%BA%A5y&sort=newest")
    with django_assert_num_queries(5):  # counts, and which are left, too
        page(client, "/listings/?q=s%E1%BA%A5y&kind=offer")


def test_a_page_is_kept_compressed_and_unpacked_for_whoever_cannot_read_it(client: Client, today: datetime) -> None:
    make_published("offer", now=today, title="Máy sấy chè")
    first, again = (client.get("/listings/", headers={"accept-encoding": "gzip, br"}) for _time in range(2))
    plain = client.get("/listings/")
    assert [answer.get("Content-Encoding") for answer in (first, again, plain)] == ["gzip", "gzip", None]
    assert ["Accept-Encoding" in answer.headers["Vary"] for answer in (first, again, plain)] == [True, True, True]
    assert first.content == again.content
    assert gzip.decompress(again.content) == plain.content
    assert "Máy sấy chè" in plain.content.decode()
