"""Letters about watched searches: grouped, at their rhythm, once, and ended by a click."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import signing
from django.test import Client

from accounts.models import OutboxMessage, User
from accounts.outbox import as_email
from catalog import tasks, watch_letters, watching
from catalog.models import Listing, Watch, WatchHit
from catalog.watch_letters import due_until, send_due
from tests.factories_catalog import make_published, make_user
from tests.factories_watches import make_watch

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TITLE = "Lọc khử lưu huỳnh khí sinh học bằng viên đá ong"


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def owner() -> User:
    return make_user("Trần Thị Bưởi")


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind="watches").order_by("pk"))


def make_hit(watch: Watch, at: datetime, listing: Listing | None = None, **values: Any) -> WatchHit:
    listing = listing or make_published("offer", now=at, **values)
    return WatchHit.objects.create(watch=watch, listing=listing, found_at=at, awaits_letter=watch.rhythm != "none")


def test_slots_are_mornings_and_mondays_where_the_point_is(now: datetime) -> None:
    monday_seven = now - 3 * HOUR
    assert due_until(now) == {"instant": now, "daily": monday_seven, "weekly": monday_seven}
    early = monday_seven - HOUR
    assert due_until(early)["daily"] == monday_seven - timedelta(days=1)
    assert due_until(early)["weekly"] == monday_seven - timedelta(days=7)
    assert due_until(now + timedelta(days=3))["weekly"] == monday_seven


@pytest.mark.parametrize(
    ("rhythm", "after"),
    [("instant", timedelta(0)), ("daily", timedelta(hours=21)), ("weekly", timedelta(hours=21, days=6))],
)
def test_letters_come_at_their_rhythm_and_once(rhythm: str, after: timedelta, now: datetime) -> None:
    hit = make_hit(make_watch(now=now, rhythm=rhythm), now)
    if after:
        assert send_due(now=now + after - timedelta(seconds=1)) == 0
    assert [send_due(now=now + after), send_due(now=now + after)] == [1, 0]
    hit.refresh_from_db()
    assert (len(letters()), hit.emailed_at, hit.awaits_letter) == (1, now + after, False)


@pytest.mark.parametrize(("choice", "told_at_night"), [("days_off", 0), ("nights", 0), ("never", 1)])
def test_quiet_hours_hold_a_letter_until_the_morning(
    choice: str, told_at_night: int, owner: User, now: datetime
) -> None:
    User.objects.filter(pk=owner.pk).update(quiet_hours=choice)
    make_hit(make_watch(owner=owner, now=now, rhythm="instant"), now)
    evening = now + 11 * HOUR
    assert send_due(now=evening) == told_at_night
    assert send_due(now=evening + 10 * HOUR) == 1 - told_at_night


def test_no_letters_where_none_are_wanted(now: datetime) -> None:
    make_hit(make_watch(now=now, rhythm="none"), now)
    assert send_due(now=now + timedelta(days=8)) == 0


def test_another_rhythm_repeats_nothing(now: datetime) -> None:
    watch = make_watch(now=now, rhythm="instant")
    make_hit(watch, now)
    send_due(now=now)
    for rhythm in ("none", "daily", "weekly", "instant"):
        watching.change(watch=watch, rhythm=rhythm, name="", is_active=True)
        send_due(now=now + timedelta(days=30))
    assert len(letters()) == 1


def test_one_letter_groups_a_persons_watches(owner: User, now: datetime) -> None:
    first, second = (make_watch(f"q=tom{n}", owner=owner, now=now, rhythm="instant") for n in (1, 2))
    both, one = make_hit(first, now).listing, make_hit(second, now).listing
    make_hit(second, now, both)
    make_hit(make_watch("q=khac", now=now, rhythm="instant"), now)
    assert send_due(now=now) == 2
    letter = next(letter for letter in letters() if letter.user == owner)
    assert letter.subject == "2 tin mới theo mục theo dõi"
    assert [letter.text.count(listing.reference + "/") for listing in (both, one)] == [1, 1]


@pytest.mark.parametrize("change", [{"state": "withdrawn"}, {"state": "paused"}, {"valid_until": "2026-11-22"}])
def test_what_is_no_longer_public_is_not_told(change: dict[str, str], now: datetime) -> None:
    hit = make_hit(make_watch(now=now, rhythm="instant"), now)
    Listing.objects.filter(pk=hit.listing_id).update(**change)
    assert send_due(now=now) == 0


def test_inactive_people_get_no_letters(owner: User, now: datetime) -> None:
    make_hit(make_watch(owner=owner, now=now, rhythm="instant"), now)
    User.objects.update(is_active=False)
    tasks.send_watch_letters()
    assert not letters()


def test_a_long_letter_names_the_rest_by_number(owner: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_letters, "MOST_PER_WATCH", 1)
    watch = make_watch(owner=owner, now=now, rhythm="instant")
    for _ in range(3):
        make_hit(watch, now)
    send_due(now=now)
    [letter] = letters()
    assert ("Còn 2 tin nữa" in letter.text, letter.text.count("* ")) == (True, 1)
    assert send_due(now=now) == 0


TEXTS = {
    "vi": ["1 tin mới theo mục theo dõi", "Kính gửi Ông/Bà Trần Thị Bưởi,", "Thôi nhận loại email này",
           "Mục theo dõi: “khí”, Công nghệ chào bán", "Thôi nhận email về tìm kiếm này"],
    "en": ["1 new listing for your watched searches", "Dear Trần Thị Bưởi,", "Stop e-mails of this kind",
           "Watched search: “khí”, Technology offers", "Stop e-mails about this search"],
}  # fmt: skip


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_letter_is_readable_in_the_readers_language(language: str, owner: User, now: datetime) -> None:
    User.objects.filter(pk=owner.pk).update(language=language)
    hit = make_hit(make_watch("q=khí&kind=offer", owner=owner, now=now, rhythm="instant"), now)
    send_due(now=now)
    [letter] = letters()
    page = BeautifulSoup(letter.html, "html.parser").get_text(" ")
    subject, *texts = TEXTS[language]
    assert letter.subject == subject
    for text in [*texts, TITLE]:
        assert text in letter.text
        assert text in " ".join(page.split())
    prefix = "/en" if language == "en" else ""
    assert f"{prefix}/listings/{hit.listing.reference}/" in letter.text
    assert not any(word in letter.text for word in ("&", "<", "None", "\n\n\n"))


def test_no_letter_names_a_hidden_owner(owner: User, now: datetime) -> None:
    listing = make_published("need", now=now, is_anonymous=True)
    make_hit(make_watch(owner=owner, now=now, rhythm="instant"), now, listing)
    send_due(now=now)
    [letter] = letters()
    names = [listing.organisation.name_vi, listing.organisation.slug, listing.contact.full_name]
    assert not [name for name in names if name in letter.subject + letter.text + letter.html]


def stop_paths(letter: OutboxMessage) -> tuple[str, str]:
    """The link of the letter's header, and the one beside its first watch."""
    links = [line.rsplit(": ", 1)[-1] for line in letter.text.splitlines() if "/mail/watches/" in line]
    return urlsplit(letter.unsubscribe_url).path, urlsplit(links[0]).path


def test_one_click_ends_one_watch_or_all(owner: User, now: datetime) -> None:
    first, second = (make_watch(f"q=tom{n}", owner=owner, now=now, rhythm="instant") for n in (1, 2))
    make_hit(first, now)
    send_due(now=now)
    [letter] = letters()
    headers = as_email(letter, None).extra_headers  # type: ignore[arg-type]
    assert headers["List-Unsubscribe"] == f"<{letter.unsubscribe_url}>"
    every, one = stop_paths(letter)
    client = Client(enforce_csrf_checks=True)
    assert client.get(one).status_code == client.get(every).status_code == 200
    assert not Watch.objects.filter(rhythm="none").exists()
    for path, stopped in ((one, {first.pk}), (one, {first.pk}), (every, {first.pk, second.pk})):
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert set(Watch.objects.filter(rhythm="none").values_list("pk", flat=True)) == stopped


def test_wrong_links_change_nothing(owner: User, now: datetime, client: Client) -> None:
    watch = make_watch(owner=owner, now=now)
    token = watch_letters.stop_url(owner, watch).rsplit("/", 2)[-2]
    bad = [signing.dumps(value, salt=salt) for salt, value in (
        ("password", [owner.pk, None]), (watch_letters.SALT, [0, None]), (watch_letters.SALT, [owner.pk, "x"]),
        (watch_letters.SALT, "x"), (watch_letters.SALT, {}), (watch_letters.SALT, [owner.pk]))]  # fmt: skip
    for wrong in (token[:-3], token[4:], token[:9] + "A" + token[10:], *bad, "x"):
        assert {
            client.get(f"/mail/watches/{wrong}/").status_code,
            client.post(f"/mail/watches/{wrong}/").status_code,
        } == {404}
    foreign = watch_letters.stop_url(make_user(), watch).rsplit("/", 2)[-2]
    assert client.post(f"/mail/watches/{foreign}/").status_code == 200
    assert Watch.objects.get().rhythm == "daily"
