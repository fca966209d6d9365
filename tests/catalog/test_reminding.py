"""Letters before and after a listing's validity ends: at 60, 14 and 3 days, each once, one for an organisation."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.models import Membership, OutboxMessage
from catalog import publishing, tasks
from catalog.models import Listing, ListingReminder
from catalog.reminding import due, remind, stage_of
from tests.factories_catalog import author_of, make_member, make_published

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=True):
        yield


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind="validity").order_by("pk"))


def ending(days: int, *, now: datetime, **values: object) -> Listing:
    listing = make_published("offer", now=now, **values)
    Listing.objects.filter(pk=listing.pk).update(valid_until=timezone.localdate(now) + days * DAY)
    listing.refresh_from_db()
    return listing


@pytest.mark.parametrize(
    ("left", "stage"),
    [(365, None), (61, None), (60, 60), (15, 60), (14, 14), (4, 14), (3, 3), (0, 3), (-1, 0), (-400, 0)],
)
def test_every_day_has_its_stage(left: int, stage: int | None) -> None:
    assert stage_of(left) == stage


@pytest.mark.parametrize("left", [61, 60, 59, 15, 14, 13, 4, 3, 2, 0])
def test_what_is_due_is_what_has_a_stage(now: datetime, left: int) -> None:
    ending(left, now=now)
    assert due(timezone.localdate(now)).count() == (stage_of(left) is not None)


def test_a_year_brings_three_letters_and_one_when_it_is_over(now: datetime) -> None:
    listing = make_published("offer", now=now)
    assert listing.valid_until is not None
    told: list[int] = []
    day = now
    while day.date() < listing.valid_until + 90 * DAY:
        with time_machine.travel(day, tick=True):
            publishing.expire_overdue(now=day)
            before = len(letters())
            remind(now=day)
            remind(now=day)
            if len(letters()) > before:
                told.append((listing.valid_until - timezone.localdate(day)).days)
        day += DAY
    assert told == [60, 14, 3, -1]
    assert len(letters()) == 4


def test_after_a_long_pause_only_the_nearest_is_told(now: datetime) -> None:
    ending(2, now=now)
    assert (remind(now=now), remind(now=now)) == (1, 0)
    assert list(ListingReminder.objects.values_list("days", flat=True)) == [3]


def test_a_clock_that_went_back_tells_nothing_again(now: datetime) -> None:
    ending(10, now=now)
    remind(now=now)
    assert remind(now=now - 5 * DAY) == 0


def test_one_letter_names_all_of_an_organisation_in_the_reader_s_language(now: datetime) -> None:
    first = ending(13, now=now, title="Máy sấy lạnh")
    ending(3, now=now, title="Lò hơi đốt trấu", by=author_of(first))
    make_member(first.organisation, role=Membership.Role.EDITOR, language="en")
    make_member(first.organisation, role=Membership.Role.READER)
    remind(now=now)
    by_language = {letter.language: letter for letter in letters()}
    assert len(letters()) == 2
    assert by_language["vi"].subject == "2 tin cần gia hạn"
    assert by_language["en"].subject == "2 listings to renew"
    text = by_language["vi"].text
    assert text.index("Lò hơi đốt trấu") < text.index("Máy sấy lạnh")
    assert f"Hiển thị đến hết ngày {date_of(first):%d/%m/%Y}." in text
    assert f"/listings/{first.reference}/history/" in text
    assert f"/en/listings/{first.reference}/history/" in by_language["en"].html


def test_renewing_begins_anew_and_withdrawing_ends_it(now: datetime) -> None:
    listing = ending(3, now=now)
    remind(now=now)
    publishing.change_state(listing=listing, action="renew", by=author_of(listing), now=now)
    assert remind(now=now) == 0
    listing.refresh_from_db()
    later = now + (date_of(listing) - timezone.localdate(now)) - 60 * DAY
    assert remind(now=later) == 1
    publishing.change_state(listing=listing, action="withdraw", by=author_of(listing), now=now, note="Đã xong")
    assert remind(now=later + 50 * DAY) == 0


def test_the_expired_are_told_once_and_old_ones_are_left_in_peace(now: datetime) -> None:
    ending(-1, now=now)
    ending(-31, now=now)
    publishing.expire_overdue(now=now)
    assert (remind(now=now), remind(now=now)) == (1, 0)
    assert "không còn hiển thị" in letters()[0].text


def test_nobody_to_write_to_is_no_fault(now: datetime) -> None:
    listing = ending(3, now=now)
    Membership.objects.filter(organisation=listing.organisation).delete()
    assert remind(now=now) == 1
    assert letters() == []


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_write_once() -> None:
    now = timezone.now()
    listing = make_published("offer", now=now)
    Listing.objects.filter(pk=listing.pk).update(valid_until=timezone.localdate(now) + 3 * DAY)
    start, errors = threading.Barrier(4), []

    def sweep() -> None:
        try:
            start.wait()
            remind(now=now)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert ListingReminder.objects.count() == len(letters()) == 1


def test_the_job_finds_its_own_work(now: datetime) -> None:
    ending(3, now=now)
    tasks.remind_owners()
    assert len(letters()) == 1


def date_of(listing: Listing) -> date:
    assert listing.valid_until is not None
    return listing.valid_until
