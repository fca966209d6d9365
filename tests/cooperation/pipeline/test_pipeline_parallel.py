"""Both sides, officers and sweeps at once: one outcome."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from accounts.models import OutboxMessage
from cooperation import interests
from cooperation.models import Cooperation, CooperationStage, DateProposal, Interest, RoomMessage, Statement
from cooperation.pipeline import planning, reminding, stages, starting, talking
from tests.accounts.test_outbox_parallel import in_threads
from tests.factories_cooperation import make_sides, send
from tests.factories_pipeline import EVIDENCE, make_room, move_to

pytestmark = pytest.mark.django_db(transaction=True)


def test_both_sides_confirm_at_once_and_an_officer_moves_meanwhile(now: datetime) -> None:
    with time_machine.travel(now, tick=True):
        room = make_room(now=now, with_listings=False)
        move_to(room, "meeting", now=now)
        sides = ["need", "offer", "officer", "need", "offer", "officer"]

        def say() -> str:
            side = sides.pop()
            try:
                stages.state(
                    cooperation=room.cooperation, code="meeting", side=side, says="done", by=room.user[side], now=now,
                    note=EVIDENCE,
                )  # fmt: skip
            except stages.WrongStage:
                return "late"
            return "done"

        in_threads(say, 6)
    states = list(CooperationStage.objects.order_by("position").values_list("state", flat=True)[:4])
    assert states == ["skipped", "done", "current", "planned"]
    said = Statement.objects.filter(stage__code="meeting").values_list("side", flat=True)
    assert len(said) == len(set(said))
    assert room.cooperation.events.filter(action="settled", stage="meeting").count() == 1


def test_a_form_sent_twenty_times_at_once_makes_one_row_and_one_letter(now: datetime) -> None:
    with time_machine.travel(now, tick=True):
        room = make_room(now=now, with_listings=False)
        OutboxMessage.objects.all().delete()

        def write() -> int:
            made = talking.write(
                cooperation=room.cooperation, side="need", text="Xin gửi số đo.", by=room.need_user, now=now
            )
            return made.pk

        assert len(set(in_threads(write, 20))) == 1
    assert RoomMessage.objects.count() == 1
    assert OutboxMessage.objects.filter(to=room.offer_user.email).count() == 1


def test_two_proposals_at_once_leave_one_open(now: datetime) -> None:
    with time_machine.travel(now, tick=True):
        room = make_room(now=now, with_listings=False)
        sides = ["need", "offer"]

        def propose() -> bool:
            side = sides.pop()
            try:
                planning.propose(
                    cooperation=room.cooperation, side=side, to_date=now.date() + timedelta(days=40),
                    reason="Chờ hết vụ tôm.", by=room.user[side], now=now,
                )  # fmt: skip
            except planning.ProposalOpen:
                return False
            return True

        assert sorted(in_threads(propose, 2)) == [False, True]
    assert DateProposal.objects.count() == 1


def test_sweeps_at_once_begin_and_remind_once(now: datetime) -> None:
    with time_machine.travel(now, tick=True):
        send(make_sides(now=now), now=now)
        # As the interests that were accepted before there were cooperations.
        Interest.objects.update(state="accepted", answered_at=now)
        assert sum(in_threads(lambda: starting.start_accepted(now=now), 3)) == 1
        assert Cooperation.objects.count() == 1
        late = now + timedelta(days=10)
        in_threads(lambda: reminding.remind_due(now=late), 3)
        assert OutboxMessage.objects.filter(kind=reminding.KIND).count() == 2
        much_later = now + timedelta(days=30)
        in_threads(lambda: reminding.remind_due(now=much_later), 3)
        stalled = in_threads(lambda: reminding.stall_overdue(now=much_later + timedelta(days=1)), 3)
    assert sum(stalled) == 1


def test_an_interest_accepted_twice_at_once_begins_one_cooperation(now: datetime) -> None:
    with time_machine.travel(now, tick=True):
        sides = make_sides(now=now)
        interest = send(sides, now=now)

        def accept() -> bool:
            try:
                interests.accept(interest=interest, by=sides.owner, now=now)
            except interests.WrongState:
                return False
            return True

        assert sorted(in_threads(accept, 4)) == [False, False, False, True]
    made = Cooperation.objects.get()
    assert (made.interest, made.offer, made.need_side) == (interest, sides.listing, sides.organisation)
