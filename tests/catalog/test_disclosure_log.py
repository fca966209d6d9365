"""The owner's log of who opened protected parts of a listing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from catalog.models import Attachment, DisclosureOpening, Listing
from tests.factories_catalog import author_of, make_member, make_officer, make_organisation, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing(now: datetime) -> Listing:
    return make_published("offer", now=now, confidential="Công thức", disclosure="interest")


def opened(listing: Listing, what: str, *, now: datetime, **values: Any) -> None:
    DisclosureOpening.objects.create(listing=listing, what=what, at=now, **values)


def log(listing: Listing) -> list[tuple[str, str]]:
    client = Client()
    client.force_login(author_of(listing))
    page = BeautifulSoup(client.get(f"/en/listings/{listing.reference}/history/").text, "html.parser")
    rows = page.select("table tbody tr")
    return [(row.th.get_text(" ", strip=True), row.td.text) for row in rows if row.th and row.td]


def test_organisation_role_part_and_time_are_told_the_latest_first(listing: Listing, now: datetime) -> None:
    guest = make_organisation("Xưởng cơ khí Kiến An", name_en="Kien An Workshop")
    reader, gone, officer = make_member(guest, role="reader"), make_member(guest), make_officer("Lương Thị Mẫu")
    file = Attachment.objects.create(
        listing=listing,
        file="attachments/1",
        name="bản vẽ.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
    )
    opened(listing, "confidential", user=reader, organisation=guest, now=now)
    opened(listing, f"file {file.pk}", user=gone, organisation=guest, now=now + timedelta(hours=1))
    opened(listing, "file 0", user=reader, organisation=guest, now=now + timedelta(hours=2))
    opened(listing, "confidential", user=officer, now=now + timedelta(hours=3))
    opened(listing, "contact", user=reader, organisation=guest, now=now + timedelta(hours=4))
    gone.memberships.all().delete()
    assert log(listing) == [
        ("Kien An Workshop Reader", "Contact details"),
        ("Connection point", "Confidential part"),
        ("Kien An Workshop Reader", "a file that was removed"),
        ("Kien An Workshop no longer a member", "bản vẽ.pdf"),
        ("Kien An Workshop Reader", "Confidential part"),
    ]


def test_people_are_not_named(listing: Listing, now: datetime) -> None:
    guest = make_organisation("Xưởng cơ khí Kiến An")
    opened(listing, "confidential", user=make_member(guest, name="Ngô Văn Kín"), organisation=guest, now=now)
    client = Client()
    client.force_login(author_of(listing))
    assert "Ngô Văn Kín" not in client.get(f"/en/listings/{listing.reference}/history/").text


def test_nobody_yet_and_nothing_to_open(listing: Listing, now: datetime) -> None:
    assert log(listing) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_takes_the_same_queries(
    listing: Listing, now: datetime, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        guest = make_organisation(f"Đơn vị {number}")
        opened(listing, "confidential", user=make_member(guest), organisation=guest, now=now)
    client = Client()
    client.force_login(author_of(listing))
    client.get("/en/")
    with django_assert_num_queries(13):
        client.get(f"/en/listings/{listing.reference}/history/")
