"""Reminders: whose turn, each once, one letter a day; what stalls; two sweeps at once and a sweep killed half-way."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.models import Membership, OutboxMessage, User
from cooperation import tasks
from cooperation.models import Cooperation, CooperationEvent, CooperationStage
from cooperation.pipeline import reminding, stages
from cooperation.pipeline.stages import current_of
from tests.factories_pipeline import EVIDENCE, Room, make_room, move_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(now: datetime) -> Room:
    made = make_room(now=now, with_listings=False)
    move_to(made, "meeting", now=now)
    OutboxMessage.objects.all().delete()
    return made


def due_at(room: Room, day: int, *, now: datetime) -> datetime:
    """So many days after the deadline of the current stage."""
    stage = current_of(room.cooperation)
    assert stage is not None
    return now + (stage.due_on - now.date()) + timedelta(days=day)


def told(now: datetime) -> list[str]:
    reminding.remind_due(now=now)
    found = list(OutboxMessage.objects.filter(kind=reminding.KIND).order_by("to").values_list("to", flat=True))
    OutboxMessage.objects.filter(kind=reminding.KIND).update(kind="told")
    return found


def test_both_sides_are_reminded_before_on_and_after_the_day(room: Room, now: datetime) -> None:
    both = sorted([room.need_user.email, room.offer_user.email])
    heard = {day: told(due_at(room, day, now=now)) for day in (-8, -7, -6, -1, 0, 1, 7, 8, 20)}
    assert {day for day, people in heard.items() if people} == {-7, 0, 7}
    assert heard[-7] == heard[0] == heard[7] == both


def test_only_the_side_whose_turn_it_is_is_reminded(room: Room, now: datetime) -> None:
    stages.state(
        cooperation=room.cooperation, code="meeting", side="need", says="done", by=room.need_user, now=now,
        note=EVIDENCE,
    )  # fmt: skip
    assert told(due_at(room, 0, now=now)) == [room.offer_user.email]


def test_after_a_pause_of_weeks_one_reminder_comes(room: Room, now: datetime) -> None:
    late = due_at(room, 30, now=now)
    assert told(late) == sorted([room.need_user.email, room.offer_user.email])
    assert told(late) == told(late + timedelta(days=1)) == []


def test_a_person_gets_one_letter_a_day_with_all_that_is_theirs(room: Room, now: datetime) -> None:
    other = make_room(now=now, with_listings=False)
    move_to(other, "meeting", now=now)
    Membership.objects.create(user=room.need_user, organisation=other.cooperation.need_side, role="owner")
    reminding.remind_due(now=due_at(room, 0, now=now))
    (letter,) = OutboxMessage.objects.filter(kind=reminding.KIND, to=room.need_user.email)
    assert [each.cooperation.reference in letter.text for each in (room, other)] == [True, True]


def test_whose_letter_was_written_today_hears_the_rest_tomorrow(room: Room, now: datetime) -> None:
    day = due_at(room, 0, now=now)
    told(day)
    other = make_room(now=now, with_listings=False)
    move_to(other, "meeting", now=now)
    CooperationStage.objects.filter(cooperation=other.cooperation, state="current").update(due_on=day.date())
    Membership.objects.update(user=room.need_user)
    reminding.remind_due(now=day)
    assert not OutboxMessage.objects.filter(kind=reminding.KIND).exists()
    reminding.remind_due(now=day + timedelta(days=1))
    assert OutboxMessage.objects.filter(kind=reminding.KIND).count() == 1


def test_two_misses_stall_it_and_both_sides_and_officer_hear_once(room: Room, now: datetime) -> None:
    for day in (-7, 0, 7):
        reminding.remind_due(now=due_at(room, day, now=now))
    assert reminding.stall_overdue(now=due_at(room, 7, now=now)) == 0
    late = due_at(room, 8, now=now)
    assert (reminding.stall_overdue(now=late), reminding.stall_overdue(now=late)) == (1, 0)
    room.cooperation.refresh_from_db()
    assert (room.cooperation.state, room.cooperation.stalled_at) == ("stalled", late)
    letters = OutboxMessage.objects.filter(kind="cooperation").values_list("to", flat=True)
    assert sorted(letters) == sorted([room.need_user.email, room.offer_user.email, room.officer.email])


def test_nobody_hears_of_a_stall_on_the_day_of_the_last_reminder(room: Room, now: datetime) -> None:
    late = due_at(room, 40, now=now)
    reminding.remind_due(now=late)
    assert reminding.stall_overdue(now=late) == 0
    assert reminding.stall_overdue(now=late + timedelta(days=1)) == 1


def test_without_an_officer_the_managers_hear(room: Room, now: datetime) -> None:
    Cooperation.objects.update(officer=None)
    manager = User.objects.create(email="quan-ly@vidu.test", full_name="Quản lý", role=User.Role.MANAGER)
    reminding.remind_due(now=due_at(room, 8, now=now))
    reminding.stall_overdue(now=due_at(room, 9, now=now))
    assert OutboxMessage.objects.filter(kind="cooperation", to=manager.email).count() == 1


def test_progress_wakes_a_stalled_cooperation(room: Room, now: datetime) -> None:
    reminding.remind_due(now=due_at(room, 8, now=now))
    later = due_at(room, 9, now=now)
    reminding.stall_overdue(now=later)
    stages.state(
        cooperation=room.cooperation, code="meeting", side="officer", says="done", by=room.officer, now=later,
        note=EVIDENCE,
    )  # fmt: skip
    room.cooperation.refresh_from_db()
    assert (room.cooperation.state, room.cooperation.stalled_at) == ("active", None)


def test_the_task_run_twice_leaves_the_same_world(room: Room) -> None:
    CooperationStage.objects.filter(state="current").update(due_on="2026-11-20")
    tasks.follow_cooperations()
    first = (OutboxMessage.objects.count(), CooperationEvent.objects.count())
    tasks.follow_cooperations()
    assert (OutboxMessage.objects.count(), CooperationEvent.objects.count()) == first


def test_a_sweep_killed_half_way_is_finished_by_the_next(
    room: Room, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = make_room(now=now, with_listings=False)
    move_to(second, "meeting", now=now)
    OutboxMessage.objects.all().delete()
    day = due_at(room, 0, now=now)
    monkeypatch.setattr(reminding, "BATCH", 1)
    reminding.remind_batch(now=day, after=0)
    assert OutboxMessage.objects.filter(kind=reminding.KIND).count() == 2
    reminding.remind_due(now=day)
    assert OutboxMessage.objects.filter(kind=reminding.KIND).count() == 4
