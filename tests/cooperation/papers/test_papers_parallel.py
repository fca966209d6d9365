"""Both sides at the same record at once, and a record replaced while it is being confirmed: one outcome."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import LazySettings

from cooperation.models import CooperationEvent, Obligation, PaperConfirmation, SignedPaper
from cooperation.papers import owing, recording
from tests.accounts.test_outbox_parallel import in_threads
from tests.cooperation.papers.test_obligations import owed, room_with_paper
from tests.cooperation.papers.test_papers import confirm, recorded
from tests.factories_pipeline import Room, make_room, move_to

pytestmark = pytest.mark.django_db(transaction=True)


def room_at_contract(settings: LazySettings, tmp_path: Path, *, now: datetime) -> Room:
    settings.MEDIA_ROOT = tmp_path
    room = make_room(now=now)
    move_to(room, "contract", now=now)
    return room


def test_both_sides_at_once_settle_the_stage_once(now: datetime, settings: LazySettings, tmp_path: Path) -> None:
    with time_machine.travel(now, tick=True):
        room = room_at_contract(settings, tmp_path, now=now)
        paper = recorded(room, "officer", now=now)
        sides = ["need", "offer", "need", "offer"]
        in_threads(lambda: confirm(room, paper, sides.pop(), now=now), 4)
    assert PaperConfirmation.objects.count() == 2
    assert CooperationEvent.objects.filter(action="settled", stage="contract").count() == 1


def test_the_same_record_sent_three_times_at_once_is_one(now: datetime, settings: LazySettings, tmp_path: Path) -> None:
    with time_machine.travel(now, tick=True):
        room = room_at_contract(settings, tmp_path, now=now)
        in_threads(lambda: recorded(room, now=now), 3)
    assert (SignedPaper.objects.count(), PaperConfirmation.objects.count()) == (1, 1)


def test_a_record_replaced_meanwhile_is_not_in_force(now: datetime, settings: LazySettings, tmp_path: Path) -> None:
    with time_machine.travel(now, tick=True):
        room = room_at_contract(settings, tmp_path, now=now)
        paper = recorded(room, now=now)
        turns = ["replace", "confirm"]

        def act() -> None:
            if turns.pop() == "replace":
                recorded(room, now=now, number="13/2026")
                return
            try:
                confirm(room, paper, "offer", now=now)
            except recording.PaperReplaced:
                return

        in_threads(act, 2)
    paper.refresh_from_db()
    waiting = SignedPaper.objects.get(agreed_at=None, replaced_at=None)
    assert waiting.number == "13/2026"
    # Whoever was first: the paper is either in force with both confirmations, or replaced with one.
    outcome = (paper.agreed_at is not None, paper.replaced_at is not None, paper.confirmations.count())
    assert outcome in {(True, False, 2), (False, True, 1)}


def test_an_obligation_done_three_times_at_once_is_done_once(
    now: datetime, settings: LazySettings, tmp_path: Path
) -> None:
    with time_machine.travel(now, tick=True):
        settings.MEDIA_ROOT = tmp_path
        room = room_with_paper(now=now)
        obligation = owed(room, "both", now=now)
        sides = ["need", "offer", "need"]

        def done() -> None:
            side = sides.pop()
            owing.fulfil(obligation=obligation, side=side, by=room.user[side], now=now)

        in_threads(done, 3)
        in_threads(lambda: owed(room, now=now, what="Bàn giao bản vẽ"), 3)
    assert CooperationEvent.objects.filter(action="owed_done").count() == 1
    assert Obligation.objects.filter(what="Bàn giao bản vẽ").count() == 1
