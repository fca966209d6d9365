"""Statements, what they settle, and every refusal."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Membership, OutboxMessage
from cooperation.models import CooperationEvent, CooperationStage, Statement
from cooperation.pipeline import stages
from cooperation.pipeline.stages import (
    EvidenceMissing,
    NeedsSignature,
    NotAllowed,
    NotRunning,
    WrongStage,
    current_of,
)
from tests.factories_catalog import make_member, make_officer
from tests.factories_pipeline import EVIDENCE, Room, make_room, move_to, settle

pytestmark = pytest.mark.django_db


def say(room: Room, side: str, *, now: datetime, says: str = "done", **values: Any) -> Statement:
    values = {"code": "meeting", "by": room.user[side], "note": EVIDENCE} | values
    return stages.state(cooperation=room.cooperation, side=side, says=says, now=now, **values)


@pytest.fixture
def room(now: datetime) -> Room:
    """A cooperation in which the meeting is next."""
    made = make_room(now=now)
    move_to(made, "meeting", now=now)
    OutboxMessage.objects.all().delete()
    return made


def state_of(room: Room, code: str) -> str:
    return CooperationStage.objects.get(cooperation=room.cooperation, code=code).state


def test_a_new_cooperation_has_all_stages_with_a_plan(now: datetime) -> None:
    room = make_room(now=now)
    rows = list(room.cooperation.stages.values_list("code", "state", "due_on"))
    assert rows[:2] == [("nda", "current", date(2026, 12, 3)), ("meeting", "planned", date(2026, 12, 18))]
    assert [code for code, _state, _due in rows][-1] == "impact"


def test_both_sides_settle_a_stage_and_the_next_begins(room: Room, now: datetime) -> None:
    say(room, "need", now=now)
    assert state_of(room, "meeting") == "current"
    say(room, "offer", now=now, note="")
    assert (state_of(room, "meeting"), state_of(room, "assessment")) == ("done", "current")
    told = OutboxMessage.objects.filter(kind="cooperation").values_list("to", flat=True)
    assert sorted(told) == sorted([room.offer_user.email, room.officer.email, room.need_user.email, room.officer.email])


def test_sides_that_differ_settle_nothing_until_one_changes_its_mind(room: Room, now: datetime) -> None:
    say(room, "need", now=now)
    say(room, "offer", now=now, says="skip")
    assert state_of(room, "meeting") == "current"
    say(room, "need", now=now, says="skip", note="")
    assert state_of(room, "meeting") == "skipped"


def test_the_officer_settles_alone(room: Room, now: datetime) -> None:
    say(room, "officer", now=now, says="skip", note="Hai bên đã gặp nhau tại hội chợ.")
    assert state_of(room, "meeting") == "skipped"


def test_the_same_said_twice_is_said_once(room: Room, now: datetime) -> None:
    assert say(room, "need", now=now) == say(room, "need", now=now)
    say(room, "offer", now=now)
    assert say(room, "offer", now=now).says == "done"
    assert Statement.objects.filter(stage__code="meeting").count() == 2


def test_who_speaks_first_shows_why(room: Room, now: datetime) -> None:
    for says in ("done", "skip"):
        with pytest.raises(EvidenceMissing):
            say(room, "need", now=now, says=says, note="ok")


def test_only_the_current_stage_can_be_settled(room: Room, now: datetime) -> None:
    with pytest.raises(WrongStage):
        say(room, "need", now=now, code="contract")


def test_readers_strangers_and_other_officers_state_nothing(room: Room, now: datetime) -> None:
    reader = make_member(room.cooperation.need_side, role=Membership.Role.READER)
    for side, person in [
        ("need", reader),
        ("need", room.offer_user),
        ("officer", make_officer()),
        ("offer", room.officer),
    ]:
        with pytest.raises(NotAllowed):
            say(room, side, now=now, by=person)
    Membership.objects.filter(user=room.need_user).delete()
    with pytest.raises(NotAllowed):
        say(room, "need", now=now)


def test_an_officer_of_one_side_is_that_side(room: Room, now: datetime) -> None:
    Membership.objects.create(user=room.officer, organisation=room.cooperation.offer_side, role="editor")
    with pytest.raises(NotAllowed):
        say(room, "officer", now=now)
    assert say(room, "offer", now=now, by=room.officer).side == "offer"


def test_an_agreement_is_signed_not_stated(now: datetime) -> None:
    room = make_room(now=now)
    with pytest.raises(NeedsSignature):
        say(room, "need", now=now, code="nda")


def test_the_last_stage_completes_it(room: Room, now: datetime) -> None:
    move_to(room, "impact", now=now)
    settle(room, now=now)
    room.cooperation.refresh_from_db()
    assert (room.cooperation.state, room.cooperation.ended_at) == ("completed", now)
    with pytest.raises(NotRunning):
        say(room, "need", now=now, code="impact")


def test_an_officer_opens_a_settled_stage_for_a_new_round(room: Room, now: datetime) -> None:
    say(room, "need", now=now)
    say(room, "offer", now=now)
    with pytest.raises(WrongStage):
        stages.reopen(cooperation=room.cooperation, code="nda", by=room.officer, now=now, note=EVIDENCE)
    stage = stages.reopen(cooperation=room.cooperation, code="meeting", by=room.officer, now=now, note=EVIDENCE)
    assert (stage.round, stage.state, state_of(room, "assessment")) == (2, "current", "planned")
    say(room, "need", now=now)
    assert state_of(room, "meeting") == "current"
    say(room, "offer", now=now)
    assert (state_of(room, "meeting"), Statement.objects.filter(stage__code="meeting").count()) == ("done", 4)


def test_a_completed_cooperation_can_be_taken_up_again(room: Room, now: datetime) -> None:
    move_to(room, "impact", now=now)
    settle(room, now=now)
    stages.reopen(cooperation=room.cooperation, code="impact", by=room.officer, now=now, note=EVIDENCE)
    room.cooperation.refresh_from_db()
    assert (room.cooperation.state, room.cooperation.ended_at) == ("active", None)


def test_a_late_stage_moves_the_plan(room: Room, now: datetime) -> None:
    later = now + timedelta(days=60)
    before = CooperationStage.objects.get(cooperation=room.cooperation, code="production").due_on
    say(room, "officer", now=later)
    assessment = current_of(room.cooperation)
    assert assessment is not None
    assert assessment.due_on == later.date() + timedelta(days=30)
    assert CooperationStage.objects.get(cooperation=room.cooperation, code="production").due_on > before


def test_history_and_statements_cannot_be_changed_by_anybody(room: Room, now: datetime) -> None:
    say(room, "need", now=now)
    for rows in (CooperationEvent.objects.all(), Statement.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(note="khác")
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
