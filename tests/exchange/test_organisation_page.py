"""The page of an organisation: its published listings, and never an anonymous need."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories_catalog import make_listing, make_member, make_organisation, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def test_organisation_page_shows_its_published_listings_only(client: Client, now: datetime) -> None:
    organisation = make_organisation()
    author = make_member(organisation)
    shown = make_published("offer", by=author, now=now)
    make_listing("offer", by=author, now=now, title="Chưa gửi")
    make_published("offer", now=now, title="Của đơn vị khác")
    page = client.get(organisation.get_absolute_url()).content.decode()
    assert shown.title in page
    assert "Chưa gửi" not in page
    assert "Của đơn vị khác" not in page


def test_organisation_page_hides_anonymous_needs_even_from_its_members(client: Client, now: datetime) -> None:
    need = make_published(now=now, is_anonymous=True, title="Nhu cầu giấu tên")
    client.force_login(need.created_by)
    assert "Nhu cầu giấu tên" not in client.get(need.organisation.get_absolute_url()).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_organisation_page_has_a_fixed_number_of_queries(
    client: Client,
    count: int,
    now: datetime,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    organisation = make_organisation()
    author = make_member(organisation)
    for number in range(count):
        make_published("offer", by=author, now=now, title=f"Tháp lọc khí sinh học số {number}")
    with django_assert_num_queries(7):
        client.get(organisation.get_absolute_url())
