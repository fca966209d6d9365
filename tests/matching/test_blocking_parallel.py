"""A pair that is blocked while its score is being computed does not come back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event
from typing import Any

import pytest
import time_machine
from django.db import connection

from catalog.indexing import index_awaiting
from catalog.models import Listing
from matching import blocking, suggestions
from matching.models import ListingMatch, PairBlock, Suggestion
from matching.suggestions import awaiting_match, match_awaiting
from tests.accounts.test_outbox_parallel import in_threads
from tests.embedders import use_words
from tests.factories_catalog import make_officer, make_published
from tests.matching.test_blocking import WATER

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A need and an offer that are suggested to each other, both awaiting a new score."""
    use_words(monkeypatch)
    with time_machine.travel(now, tick=True):
        need = make_published("need", now=now, **WATER)
        offer = make_published("offer", now=now, **{**WATER, "title": "Màng lọc xử lý nước thải thủy sản"})
        index_awaiting()
        match_awaiting(now=now)
        assert Suggestion.objects.filter(is_current=True).count() == 1
        ListingMatch.objects.all().delete()
        yield need, offer


def test_a_score_that_was_under_way_does_not_bring_it_back(
    pair: tuple[Listing, Listing], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep has scored the pair and waits to write when the officer blocks it."""
    scored, blocked, lock = Event(), Event(), suggestions.write_lock

    def late() -> None:
        scored.set()
        assert blocked.wait(timeout=20)
        lock()

    def sweep() -> int:
        try:
            return match_awaiting(now=now, limit=1)
        finally:
            connection.close()

    monkeypatch.setattr(suggestions, "write_lock", late)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(sweep)
        assert scored.wait(timeout=20)
        blocking.block(need=pair[0], offer=pair[1], by=make_officer(), reason="known", now=now)
        blocked.set()
        assert running.result(timeout=20) == 1
    monkeypatch.undo()
    assert not Suggestion.objects.filter(is_current=True).exists()
    assert set(awaiting_match()) == set(pair)
    assert match_awaiting(now=now) == 2
    assert not Suggestion.objects.filter(is_current=True).exists()


def test_two_officers_at_once_block_once(pair: tuple[Listing, Listing], now: datetime) -> None:
    officer = make_officer()

    def block() -> bool:
        try:
            blocking.block(need=pair[0], offer=pair[1], by=officer, reason="known", now=now)
        except blocking.AlreadyBlocked:
            return False
        return True

    assert sorted(in_threads(block, 2)) == [False, True]
    assert PairBlock.objects.count() == 1
