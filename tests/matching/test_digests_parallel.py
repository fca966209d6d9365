"""Two sweeps at once write one letter."""

from __future__ import annotations

from datetime import datetime
from threading import Barrier

import pytest
import time_machine
from django.db import connection, transaction

from accounts.models import OutboxMessage, User
from matching import digests
from matching.digests import send_due
from matching.models import DigestEntry
from tests.accounts.test_outbox_parallel import in_threads
from tests.factories_cooperation import make_sides, make_suggestion

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_sweeps_write_one_letter(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have found the person due before either writes."""
    together, people = Barrier(2), digests.people_due

    def found_by_both(*, now: datetime) -> list[int]:
        due = people(now=now)
        together.wait(timeout=10)
        return due

    with time_machine.travel(now, tick=True):
        sides = make_sides(now=now)
        User.objects.filter(pk=sides.owner.pk).update(suggestion_mail="at_once")
        for _ in range(4):
            make_suggestion(sides, now=now)
        monkeypatch.setattr(digests, "people_due", found_by_both)
        assert sorted(in_threads(lambda: send_due(now=now), 2)) == [0, 1]
    assert OutboxMessage.objects.filter(kind="digest").count() == 1
    assert DigestEntry.objects.count() == 3


def test_a_sweep_that_comes_late_finds_the_pace_kept(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that looked before the other wrote, and waits for nobody, sends no second letter of the day."""
    with time_machine.travel(now, tick=True):
        sides = make_sides(now=now)
        User.objects.filter(pk=sides.owner.pk).update(suggestion_mail="daily")
        for _ in range(4):
            make_suggestion(sides, now=now)
        due = digests.people_due(now=now)
        assert send_due(now=now) == 1
        assert [digests.send_to(user_id=pk, now=now) for pk in due] == [0]


def test_a_letter_that_fails_leaves_nothing(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    with time_machine.travel(now, tick=True):
        sides = make_sides(now=now)
        User.objects.filter(pk=sides.owner.pk).update(suggestion_mail="at_once")
        make_suggestion(sides, now=now)
        monkeypatch.setattr(digests, "mark_emailed", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send_due(now=now)
        assert not connection.in_atomic_block
        assert not transaction.get_connection().needs_rollback
        assert (OutboxMessage.objects.filter(kind="digest").count(), DigestEntry.objects.count()) == (0, 0)
        monkeypatch.undo()
        assert send_due(now=now) == 1
