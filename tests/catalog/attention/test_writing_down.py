"""From Valkey to the rows of days: each batch once, whatever dies in between."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as portal
from django.db import DataError

from catalog.attention.counting import OPENED, SHOWN, count, hand_over, note_of, valkey
from catalog.attention.writing_down import TAKEN, taken
from catalog.models import Attention, AttentionSweep
from tests.accounts.test_outbox_parallel import in_threads
from tests.factories_attention import write_down
from tests.factories_catalog import make_published

pytestmark = pytest.mark.usefixtures("nothing_counted")
DAY = date(2026, 11, 23)


def rows() -> dict[tuple[int, date], tuple[int, int]]:
    return {(row.listing_id, row.day): (row.shown, row.opened) for row in Attention.objects.all()}


@pytest.mark.django_db
def test_pages_of_several_listings_and_days_add_up(now: datetime) -> None:
    one, two = (make_published("need", now=now).pk for _ in range(2))
    for _ in range(3):
        count(note_of(SHOWN, [two, one]), day=DAY)
    count(note_of(SHOWN, [one]), day=DAY)
    count(note_of(OPENED, [one]), day=DAY + timedelta(days=1))
    assert write_down() == 3
    assert rows() == {(one, DAY): (4, 0), (two, DAY): (3, 0), (one, DAY + timedelta(days=1)): (0, 1)}
    count(note_of(OPENED, [one]), day=DAY)
    assert [write_down(), write_down()] == [1, 0]
    assert rows()[one, DAY] == (4, 1)


def test_a_page_without_listings_has_no_note() -> None:
    assert note_of(SHOWN, []) == ""


@pytest.mark.django_db
def test_what_was_deleted_meanwhile_is_left_out() -> None:
    count(note_of(SHOWN, [987654321]), day=DAY)
    assert write_down() == 0
    assert not Attention.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("count_of", [1, 3])
def test_a_sweep_takes_the_same_queries(now: datetime, count_of: int, django_assert_num_queries: Any) -> None:
    write_down()
    count(note_of(SHOWN, [make_published("need", now=now).pk for _ in range(count_of)]), day=DAY)
    with django_assert_num_queries(8):
        write_down()


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_write_each_batch_once(now: datetime) -> None:
    listing = make_published("need", now=now)
    for _ in range(3):
        for _page in range(5):
            count(note_of(SHOWN, [listing.pk]), day=DAY)
        in_threads(write_down, 4)
    write_down()
    assert rows() == {(listing.pk, DAY): (15, 0)}


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_fails_before_the_commit_is_made_good(now: datetime) -> None:
    listing = make_published("need", now=now)
    full = Attention.objects.create(listing=listing, day=DAY, opened=2**31 - 1)
    count(note_of(OPENED, [listing.pk]), day=DAY)
    with pytest.raises(DataError):
        write_down()
    full.delete()
    count(note_of(OPENED, [listing.pk]), day=DAY)
    assert rows() == {}
    write_down()
    write_down()
    assert rows() == {(listing.pk, DAY): (0, 2)}


@pytest.mark.django_db
def test_a_batch_that_was_written_is_not_written_again(now: datetime) -> None:
    """As after a death between the commit and the next sweep."""
    listing = make_published("need", now=now)
    count(note_of(OPENED, [listing.pk]), day=DAY)
    write_down()
    assert valkey(portal.REDIS_URL).exists(TAKEN)
    assert taken(written=AttentionSweep.objects.get().batch) == {}
    assert not valkey(portal.REDIS_URL).exists(TAKEN)


@pytest.mark.django_db
def test_without_valkey_nothing_is_counted_and_nobody_waits(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    count(note_of(SHOWN, [1]), day=DAY)
    hand_over()
