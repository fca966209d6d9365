"""Sweeps side by side find and tell each listing once."""

from __future__ import annotations

from datetime import datetime
from threading import Barrier
from time import sleep
from typing import Any

import pytest

from accounts.models import OutboxMessage
from catalog import arrivals, watch_letters, watching
from catalog.models import Watch, WatchHit
from catalog.watch_letters import send_due
from tests.accounts.test_outbox_parallel import in_threads
from tests.embedders import use_words
from tests.factories_catalog import make_user
from tests.factories_watches import make_arrival, make_watch

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_sweeps_find_each_listing_once(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(monkeypatch)
    monkeypatch.setattr(arrivals, "CHUNK", 2)
    for number in range(5):
        make_watch("kind=offer", owner=make_user(f"Người {number}"), now=now)
    for _ in range(3):
        make_arrival(now=now)
    in_threads(lambda: arrivals.find_new(now=now), 2)
    arrivals.find_new(now=now)
    assert WatchHit.objects.count() == 15


def test_two_sweeps_write_one_letter(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have found the person due before either writes."""
    use_words(monkeypatch)
    make_watch(now=now, rhythm="instant")
    make_arrival(now=now)
    arrivals.find_new(now=now)
    together, send_to = Barrier(2), watch_letters.send_to

    def sent_by_both(**values: Any) -> int:
        together.wait(timeout=10)
        return send_to(**values)

    monkeypatch.setattr(watch_letters, "send_to", sent_by_both)
    assert sorted(in_threads(lambda: send_due(now=now), 2)) == [0, 1]
    assert OutboxMessage.objects.filter(kind="watches").count() == 1


def test_deleting_waits_for_a_sweep_that_is_comparing(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(monkeypatch)
    watch = make_watch(now=now)
    make_arrival(now=now)
    together, hits_of = Barrier(2), arrivals.hits_of

    def while_deleting(*args: Any, **values: Any) -> list[WatchHit]:
        together.wait(timeout=10)
        sleep(0.3)
        return hits_of(*args, **values)

    def delete() -> None:
        together.wait(timeout=10)
        watching.delete(watch=watch)

    monkeypatch.setattr(arrivals, "hits_of", while_deleting)
    work = iter([delete, lambda: arrivals.find_new(now=now)])

    def run() -> None:
        next(work)()

    in_threads(run, 2)
    assert (Watch.objects.count(), WatchHit.objects.count()) == (0, 0)


def test_saving_at_once_makes_one_watch(now: datetime) -> None:
    owner = make_user()

    def save() -> int:
        return watching.save_watch(owner=owner, address="q=tom", rhythm="daily", now=now).pk

    assert set(in_threads(save, 4)) == {Watch.objects.get().pk}
