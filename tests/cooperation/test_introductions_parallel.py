"""Two officers who introduce the same two sides at once: one introduction, one letter to each side."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine

from accounts.models import OutboxMessage
from catalog.indexing import index_awaiting
from cooperation import introductions
from cooperation.models import Introduction
from tests.accounts.test_outbox_parallel import in_threads
from tests.cooperation.test_introductions import RICE, WORDS
from tests.embedders import use_words
from tests.factories_catalog import make_officer, make_published

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_officers_at_once_introduce_once(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(monkeypatch)
    with time_machine.travel(now, tick=True):
        need, offer = make_published("need", now=now), make_published("offer", now=now, **RICE)
        index_awaiting()
        officer = make_officer()

        def introduce() -> bool:
            try:
                introductions.introduce(need=need, offer=offer, by=officer, words=WORDS, now=now)
            except introductions.AlreadyIntroduced:
                return False
            return True

        assert sorted(in_threads(introduce, 2)) == [False, True]
    assert (Introduction.objects.count(), OutboxMessage.objects.filter(kind="introduced").count()) == (1, 2)
