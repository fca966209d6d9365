"""New listings meet the watches: each once per watch, ever."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import publishing, tasks, watched_queries, watching
from catalog.arrivals import announce, find_new
from catalog.models import Kind, Listing, Watch, WatchHit
from tests.embedders import use_words
from tests.factories_catalog import make_member, make_officer, make_organisation, make_published, make_user
from tests.factories_watches import make_arrival, make_watch

pytestmark = pytest.mark.django_db
GAS = {"title": "Lọc khử H2S khí sinh học", "summary": "Tháp lọc", "description": "Viên đá ong"}
LATER = timedelta(hours=2)


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(monkeypatch)


def found(watch: Watch) -> list[Listing]:
    return [hit.listing for hit in watch.hits.order_by("pk")]


@pytest.mark.parametrize(
    ("address", "finds"),
    [("", True), ("kind=offer", True), ("kind=need", False), ("q=khử H2S", True), ("q=khu h2s", True),
     ("q=H2S&kind=need", False), ("field=4", True), ("field=2", False), ("trl=7", True), ("trl=8", False),
     ("kind=foo&field=zzz&trl=1'", True), ("q=khử mặn", False), ("q=khừ H2S", True), ("q=-", False)],
)  # fmt: skip
def test_a_watch_finds_what_its_search_finds(address: str, finds: bool, now: datetime) -> None:
    watch = make_watch(address, now=now)
    listing = make_arrival(now=now, **GAS)
    assert find_new(now=now) == int(finds)
    assert found(watch) == [listing] * finds


def test_the_same_again_finds_nothing_more(now: datetime) -> None:
    watch = make_watch(now=now)
    make_arrival(now=now)
    for _ in range(2):
        tasks.compare_watches()
    assert len(found(watch)) == 1


def test_what_was_there_before_is_no_news(now: datetime) -> None:
    make_arrival(now=now - timedelta(days=9))
    watch = make_watch(now=now)
    announce(now=now)
    make_arrival(now=now - timedelta(days=8))
    assert find_new(now=now) == 0
    fresh = make_arrival(now=now)
    assert find_new(now=now) == 1
    assert found(watch) == [fresh]


def test_who_watches_while_a_listing_is_on_its_way_into_the_index_is_told(now: datetime) -> None:
    listing = make_published("offer", now=now, **GAS)
    watch = watching.save_watch(owner=make_user(), address="q=H2S", rhythm="daily", now=now + timedelta(seconds=1))
    assert find_new(now=now) == 0
    tasks.index_listings()
    assert find_new(now=now) == 1
    assert found(watch) == [listing]


def test_a_listing_that_comes_back_is_found_once(now: datetime) -> None:
    watch = make_watch(now=now)
    listing = make_arrival(now=now)
    find_new(now=now)
    Listing.objects.filter(pk=listing.pk).update(state="submitted", announced_at=None)
    again = now + LATER
    revision = listing.revisions.get()
    publishing.decide(revision=revision, decision="publish", by=make_officer(), now=again)
    tasks.index_listings()
    late = make_watch("q=", owner=make_user(), now=now)
    assert find_new(now=again) == 1
    assert (found(watch), found(late)) == ([listing], [listing])


def test_pause_and_withdrawal_bring_nothing_twice(now: datetime) -> None:
    watch = make_watch(now=now)
    listing = make_arrival(now=now)
    find_new(now=now)
    owner = listing.created_by
    assert owner is not None
    for action in ("pause", "resume", "renew"):
        publishing.change_state(listing=listing, action=action, by=owner, now=now + LATER, note="x")
        tasks.index_listings()
        find_new(now=now + LATER)
    assert found(watch) == [listing]


def test_ones_own_listings_are_no_news(now: datetime) -> None:
    organisation = make_organisation()
    watch = make_watch(owner=make_member(organisation), now=now)
    make_arrival(now=now, organisation=organisation)
    other = make_arrival(now=now)
    find_new(now=now)
    assert found(watch) == [other]


def test_nothing_unpublished_or_unindexed_is_found(now: datetime) -> None:
    make_watch("", now=now)
    make_published("need", now=now)
    listing = make_arrival(now=now)
    Listing.objects.filter(pk=listing.pk).update(state="withdrawn")
    assert find_new(now=now) == 1
    assert WatchHit.objects.get().listing.kind == Kind.NEED


def test_paused_watches_and_inactive_people_are_passed_over(now: datetime) -> None:
    paused = make_watch(now=now, is_active=False)
    gone = make_watch(now=now, owner=make_user(is_active=False))
    make_arrival(now=now)
    assert find_new(now=now) == 0
    watching.change(watch=paused, rhythm="daily", name="", is_active=True)
    assert (find_new(now=now), found(paused), found(gone)) == (0, [], [])


def test_the_clock_may_jump_back(now: datetime) -> None:
    watch = make_watch(now=now)
    for moment in (now + timedelta(days=1), now, now):
        make_arrival(now=moment)
        find_new(now=moment)
    assert len(found(watch)) == 3


def test_a_search_that_fails_stops_no_other(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    make_watch("q=hong", now=now)
    good = make_watch(now=now)
    make_arrival(now=now, title="Hong")
    monkeypatch.setattr(watched_queries, "read_search", lambda text, brief: 1 / 0)
    assert find_new(now=now) == 1
    assert len(found(good)) == 1


def test_letters_wait_only_where_they_are_wanted(now: datetime) -> None:
    wanted, unwanted = make_watch(now=now), make_watch(now=now, rhythm="none")
    make_arrival(now=now)
    find_new(now=now)
    assert (wanted.hits.get().awaits_letter, unwanted.hits.get().awaits_letter) == (True, False)


def test_a_sweep_with_nothing_new_costs_little(now: datetime) -> None:
    for number in range(5):
        make_watch(f"q=tom{number}", now=now)
    make_arrival(now=now)
    find_new(now=now)
    with CaptureQueriesContext(connection) as queries:
        find_new(now=now)
    assert len([query for query in queries if query["sql"].startswith("SELECT")]) == 3
