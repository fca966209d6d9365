"""Cooperations of organisations that are closed or merged."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts.models import OutboxMessage
from cooperation.pipeline import stages
from cooperation.pipeline.succession import end_cooperations, pass_cooperations
from tests.factories_catalog import make_member, make_organisation
from tests.factories_pipeline import EVIDENCE, Room, make_room, move_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(now: datetime) -> Room:
    made = make_room(now=now, with_listings=False)
    move_to(made, "meeting", now=now)
    OutboxMessage.objects.all().delete()
    return made


def test_a_closed_organisation_ends_its_cooperations(room: Room, now: datetime) -> None:
    end_cooperations(organisation=room.cooperation.offer_side, by=room.officer, now=now, note="Đã giải thể.")
    room.cooperation.refresh_from_db()
    assert (room.cooperation.state, room.cooperation.ended_at) == ("closed", now)
    told = OutboxMessage.objects.filter(kind="cooperation").values_list("to", flat=True)
    assert sorted(told) == sorted([room.need_user.email, room.offer_user.email])


def test_a_merged_one_is_followed_by_the_other(room: Room, now: datetime) -> None:
    target = make_organisation("Viện mới", kind="institute")
    member = make_member(target)
    pass_cooperations(source=room.cooperation.offer_side, target=target, by=room.officer, now=now, note="Sáp nhập.")
    said = stages.state(
        cooperation=room.cooperation, code="meeting", side="offer", says="done", by=member, now=now, note=EVIDENCE
    )
    assert said.side == "offer"
    with pytest.raises(stages.NotAllowed):
        stages.state(
            cooperation=room.cooperation, code="meeting", side="offer", says="skip", by=room.offer_user, now=now,
            note=EVIDENCE,
        )  # fmt: skip


def test_what_the_two_had_with_each_other_ends(room: Room, now: datetime) -> None:
    sides = (room.cooperation.need_side, room.cooperation.offer_side)
    pass_cooperations(source=sides[0], target=sides[1], by=room.officer, now=now, note="Sáp nhập.")
    room.cooperation.refresh_from_db()
    assert (room.cooperation.state, room.cooperation.need_side, room.cooperation.offer_side) == ("closed", *sides)
