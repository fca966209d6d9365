"""Matching while it is killed, doubled, and while listings and weights change: one outcome.

The workers are real processes on the test's own database; the changes come in exactly where they hurt.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from catalog import publishing
from catalog.indexing import index_awaiting
from catalog.models import Listing
from matching import suggestions
from matching.models import ListingMatch, Suggestion, WeightSet
from matching.suggestions import awaiting_match, match_awaiting
from matching.weights import active_weights
from tests.accounts.test_outbox_parallel import in_threads
from tests.embedders import use_words
from tests.factories_catalog import author_of, make_organisation, make_published

pytestmark = pytest.mark.django_db(transaction=True)

LONGEST = 60
PAIRS = 4
#: A worker that scores the listings slowly enough to be met in the middle, and says which it takes.
WORKER = """
import os, sys, time
import django
from django.conf import settings
django.setup()
from django.utils import timezone
from catalog import embedding_cache
from matching import suggestions
from tests.embedders import WordEmbedder
embedding_cache.embedder = WordEmbedder
scored, pause = suggestions.candidates, float(sys.argv[1])
def slowly(listing):
    print(listing.pk, flush=True)
    time.sleep(pause)
    return scored(listing)
suggestions.candidates = slowly
suggestions.match_awaiting(now=timezone.now())
"""


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(monkeypatch)


@pytest.fixture
def listings(now: datetime) -> list[Listing]:
    """Needs and offers of which each fits some, indexed and not matched."""
    owners = make_organisation("Bên cần"), make_organisation("Bên cung")
    made = [
        make_published(kind, now=now, organisation=owner, title=f"Xử lý nước thải thủy sản, {number} m³",
                       summary="Nước thải chế biến thủy sản", description=f"Màng lọc sinh học {number} m³ một ngày.")
        for number in range(PAIRS) for kind, owner in zip(("need", "offer"), owners, strict=True)
    ]  # fmt: skip
    index_awaiting()
    return made


def session_values() -> dict[str, Any]:
    """Where the test's own database is reached from another session."""
    given = connection.get_connection_params()
    return {name: given[name] for name in ("host", "port", "user", "password", "dbname") if given.get(name)}


def start_worker(pause: float) -> subprocess.Popen[str]:
    given = session_values()
    url = f"postgres://{given['user']}@/{given['dbname']}?host={given['host']}"
    values = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "exchange.settings", "PYTHONWARNINGS": ""}
    command = [sys.executable, "-c", WORKER, str(pause)]
    root = Path(settings.BASE_DIR)
    return subprocess.Popen(command, cwd=root, env=values, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def taken(worker: subprocess.Popen[str]) -> list[int]:
    """The listings that a worker has taken, once it is done."""
    out, errors = worker.communicate(timeout=LONGEST)
    assert worker.returncode == 0, errors
    return [int(line) for line in out.split()]


def world() -> dict[tuple[int, int], tuple[float, bool]]:
    rows = Suggestion.objects.values_list("need", "offer", "score", "is_current")
    return {(need, offer): (pytest.approx(score, rel=1e-5), current) for need, offer, score, current in rows}


def plain_world() -> dict[tuple[int, int], tuple[float, bool]]:
    rows = Suggestion.objects.values_list("need", "offer", "score", "is_current")
    return {(need, offer): (score, current) for need, offer, score, current in rows}


def forget() -> None:
    Suggestion.objects.all().delete()
    ListingMatch.objects.all().delete()


def test_after_a_killed_worker_the_next_sweep_finishes(listings: list[Listing], now: datetime) -> None:
    worker = start_worker(pause=0.3)
    assert worker.stdout is not None
    began = [int(worker.stdout.readline()) for _ in range(4)]
    os.kill(worker.pid, signal.SIGKILL)
    worker.communicate(timeout=LONGEST)
    matched = set(ListingMatch.objects.exclude(content_hash="").values_list("pk", flat=True))
    assert matched == set(began[:3])
    assert match_awaiting(now=now) == len(listings) - 3
    after = world()
    forget()
    match_awaiting(now=now)
    assert plain_world() == after
    assert len(after) == PAIRS * PAIRS


def test_two_workers_score_each_listing_once_and_end_as_one_does(listings: list[Listing], now: datetime) -> None:
    match_awaiting(now=now)
    alone = world()
    forget()
    both = [start_worker(pause=0.2), start_worker(pause=0.2)]
    found = [taken(worker) for worker in both]
    assert sorted(found[0] + found[1]) == sorted(listing.pk for listing in listings)
    assert all(found)
    assert plain_world() == alone
    assert list(awaiting_match()) == []


def test_a_second_worker_with_an_old_list_finds_nothing_to_do(listings: list[Listing], now: datetime) -> None:
    """Both have looked before either works; whatever one has done, the other leaves."""
    match_awaiting(now=now)
    with transaction.atomic():
        assert [suggestions._claim(listing.pk) for listing in listings] == [None] * len(listings)


def meanwhile(monkeypatch: pytest.MonkeyPatch, listing: Listing, change: Any) -> None:
    """Have `change` happen in another connection after the listing's opposites were scored, before they are stored."""
    thresholds = suggestions._thresholds

    def run() -> None:
        try:
            change()
        finally:
            connection.close()

    def interrupted(others: list[Listing], *, excluding: Listing) -> dict[int, float]:
        if excluding.pk == listing.pk:
            monkeypatch.setattr(suggestions, "_thresholds", thresholds)
            thread = Thread(target=run)
            thread.start()
            thread.join(LONGEST)
            assert not thread.is_alive()
        return thresholds(others, excluding=excluding)

    monkeypatch.setattr(suggestions, "_thresholds", interrupted)


def settle(now: datetime) -> None:
    """Sweeps until nothing is left; more than a few would mean they undo each other's work."""
    for _ in range(4):
        index_awaiting()
        match_awaiting(now=now)
    assert list(awaiting_match()) == []


def as_if_calm(now: datetime) -> None:
    """What stands is what matching from nothing finds, of the texts and by the weights that are in force.

    The scores differ by how rare words were on the day, which is counted when a pair is scored.
    """
    settle(now)
    standing = Suggestion.objects.filter(is_current=True)
    read = {"need_hash": F("need__index__content_hash"), "offer_hash": F("offer__index__content_hash")}
    assert not standing.exclude(**read, weights=active_weights()[0]).exists()
    found = dict.fromkeys(standing.values_list("need", "offer"))
    forget()
    settle(now)
    assert found.keys() == plain_world().keys()


def withdraw(listing: Listing, now: datetime) -> None:
    publishing.change_state(listing=listing, action="withdraw", by=author_of(listing), now=now, note="Đã có đối tác")


def edit(listing: Listing, now: datetime) -> None:
    Listing.objects.filter(pk=listing.pk).update(title="Sấy lúa tầng sôi", trl=9, updated_at=now)
    index_awaiting()


def expire(listing: Listing, now: datetime) -> None:
    Listing.objects.filter(pk=listing.pk).update(valid_until=now - timedelta(days=30))
    publishing.expire_overdue(now=now)


def close(listing: Listing, now: datetime) -> None:
    Listing.objects.filter(pk=listing.pk).update(accepting_interest=False, updated_at=now)


@pytest.mark.parametrize("change", [withdraw, edit, expire, close])
@pytest.mark.parametrize("swept", [False, True], ids=["before its own match", "and its own match is over"])
def test_a_listing_that_changes_while_another_is_matched(
    listings: list[Listing], now: datetime, monkeypatch: pytest.MonkeyPatch, change: Any, swept: bool
) -> None:
    """The change, and in the worse case the changed listing's own match, comes between scoring and storing."""
    need, offer, later = listings[0], listings[1], now + timedelta(hours=1)
    if swept:
        match_awaiting(now=now)
        ListingMatch.objects.filter(pk=need.pk).delete()

    def changed() -> None:
        change(offer, later)
        if swept:
            index_awaiting()
            match_awaiting(now=later)

    meanwhile(monkeypatch, need, changed)
    match_awaiting(now=now)
    as_if_calm(later)


def test_a_listing_published_while_another_is_matched_finds_it(
    listings: list[Listing], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def publish() -> None:
        make_published("offer", now=now, title="Xử lý nước thải thủy sản")
        index_awaiting()

    meanwhile(monkeypatch, listings[0], publish)
    match_awaiting(now=now)
    as_if_calm(now)
    assert Suggestion.objects.filter(need=listings[0]).count() == PAIRS + 1


def test_new_weights_while_a_listing_is_matched_reach_all(
    listings: list[Listing], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = active_weights()
    heavier = {**first.weights, "version": 2, "features": {**first.weights["features"], "text": [14.0, 0.27]}}

    def put_in_force() -> None:
        WeightSet.objects.update(is_active=False)
        WeightSet.objects.create(version=2, weights=heavier, is_active=True)

    meanwhile(monkeypatch, listings[0], put_in_force)
    match_awaiting(now=now)
    as_if_calm(now)
    assert set(Suggestion.objects.values_list("weights__version", flat=True)) == {2}


def wait_for_lock(session: psycopg.Connection) -> None:
    """Until a worker holds the writers' lock."""
    held = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = %s"
    deadline = time.monotonic() + LONGEST
    while not session.execute(held, [suggestions._LOCK]).fetchone():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_deadlock_leaves_the_listing_to_the_next_sweep(listings: list[Listing], now: datetime) -> None:
    """Another session holds a suggestion's row and wants the writers' lock; the worker is the one that is refused."""
    match_awaiting(now=now)
    need, offer = listings[0], listings[1]
    ListingMatch.objects.filter(pk=need.pk).delete()
    holds, refused = Event(), Event()

    def other() -> None:
        with psycopg.connect(**session_values()) as session:
            session.execute("SET deadlock_timeout = '1h'")
            session.execute(
                "SELECT 1 FROM matching_suggestion WHERE need_id = %s AND offer_id = %s FOR UPDATE", [need.pk, offer.pk]
            )
            holds.set()
            wait_for_lock(session)
            session.execute("SELECT pg_advisory_xact_lock(%s)", [suggestions._LOCK])
            refused.set()

    thread = Thread(target=other)
    thread.start()
    assert holds.wait(LONGEST)
    assert match_awaiting(now=now) == 0
    assert refused.wait(LONGEST)
    thread.join(LONGEST)
    assert list(awaiting_match()) == [need]
    assert match_awaiting(now=now) == 1


def test_threads_at_once_do_no_work_twice(listings: list[Listing], now: datetime) -> None:
    assert sum(in_threads(lambda: match_awaiting(now=now), 2)) == len(listings)
