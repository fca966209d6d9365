"""Which pages count which listings, for whom; kept pages too."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache, caches
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, User
from catalog.models import Attention, Listing
from exchange.listing_views import kept_vocabulary
from tests.factories_attention import write_down
from tests.factories_catalog import make_listing, make_member, make_officer, make_organisation, make_published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_counted")]
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"
LIST = "/listings/"


@pytest.fixture
def listing() -> Listing:
    return make_published("offer", now=timezone.now())


@pytest.fixture
def reader() -> Client:
    return Client(headers={"User-Agent": BROWSER})


def page_of(listing: Listing) -> str:
    return f"/listings/{listing.reference}/"


def counts(listing: Listing) -> tuple[int, int]:
    write_down()
    row = Attention.objects.filter(listing=listing).first()
    return (row.shown, row.opened) if row else (0, 0)


def test_a_page_of_results_counts_what_it_shows_and_a_page_its_listing(reader: Client, listing: Listing) -> None:
    reader.get(LIST)
    reader.get(LIST, headers={"HX-Request": "true"})
    reader.get(f"{LIST}?kind=need")
    reader.get(page_of(listing))
    assert counts(listing) == (2, 1)
    assert Attention.objects.get().day == timezone.localdate()


@pytest.mark.parametrize(
    "headers", [{"User-Agent": ""}, {"User-Agent": "Googlebot/2.1"}, {"Sec-Purpose": "prefetch;prerender"}]
)
def test_machines_and_pages_loaded_ahead_do_not_count(
    reader: Client, listing: Listing, headers: dict[str, str]
) -> None:
    for address in (LIST, page_of(listing)):
        reader.get(address, headers=headers)
        reader.head(address)
    assert counts(listing) == (0, 0)


@pytest.mark.parametrize(
    ("who", "found"),
    [("owner", (0, 0)), ("colleague", (0, 0)), ("officer", (0, 0)), ("admin", (0, 0)), ("other", (1, 1))],
)
def test_only_other_peoples_reading_counts(reader: Client, listing: Listing, who: str, found: tuple[int, int]) -> None:
    people: dict[str, Any] = {
        "owner": lambda: listing.created_by,
        "colleague": lambda: make_member(listing.organisation, role=Membership.Role.READER),
        "officer": make_officer,
        "admin": lambda: User.objects.create(email="quan-tri@vidu.test", is_staff=True),
        "other": lambda: make_member(make_organisation("Hợp tác xã Khác")),
    }
    reader.force_login(people[who]())
    reader.get(LIST)
    reader.get(page_of(listing))
    assert counts(listing) == found


def test_what_is_not_public_is_not_opened(reader: Client) -> None:
    draft = make_listing("need", now=timezone.now())
    reader.force_login(make_officer())
    reader.get(page_of(draft))
    reader.get("/listings/HP-O-2026-9999/")
    assert counts(draft) == (0, 0)


def test_pages_go_out_without_valkey(reader: Client, listing: Listing, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert reader.get(LIST).status_code == reader.get(page_of(listing)).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_kept_pages_count_like_others(reader: Client, settings: Any, django_assert_num_queries: Any) -> None:
    settings.PAGE_CACHE = True
    for each in caches.all():
        each.clear()
    kept_vocabulary.cache_clear()
    listing = make_published("offer", now=timezone.now())
    try:
        reader.get(LIST), reader.get(page_of(listing))
        with django_assert_num_queries(2):
            reader.get(LIST), reader.get(page_of(listing))
        reader.get(LIST, headers={"User-Agent": "Googlebot/2.1"})
        assert counts(listing) == (2, 2)
    finally:
        cache.clear()


def test_the_owner_reads_both_numbers(client: Client, listing: Listing, reader: Client) -> None:
    owner = listing.created_by
    assert owner is not None
    client.force_login(owner)
    report = f"/en/listings/{listing.reference}/answers/"
    assert "Nobody has been counted yet" in client.get(report).text
    for _ in range(3):
        reader.get(LIST)
    reader.get(page_of(listing))
    write_down()
    page = client.get(report).text
    assert "<b>3</b><span>times shown in results</span>" in page
    assert "<b>1</b><span>time opened</span>" in page
    assert "Counted since" in page
