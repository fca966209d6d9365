"""Cooperations in production, and reports of what came of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cooperation.models import OutcomeReport
from cooperation.outcomes import settling, writing
from cooperation.stories import telling
from tests.factories_pipeline import Room, make_room, move_to

OUTPUT = "Mỗi tháng xét nghiệm 40 ao của xã viên."
FIGURES: dict[str, Any] = {
    "output": OUTPUT, "output_figure": "300 mẫu/tháng", "cost_saved": 450_000_000, "energy_saved": "18%", "jobs": 4,
    "revenue": 1_500_000_000, "went_well": "Kết quả có trong ngày.", "went_badly": "Thiếu người đọc mẫu.",
}  # fmt: skip


def make_running(*, now: datetime, stage: str = "impact", **values: Any) -> Room:
    """A room in this stage; by default in production already."""
    room = make_room(now=now, **values)
    move_to(room, stage, now=now)
    return room


def make_draft(room: Room, kind: str = "production", *, now: datetime) -> OutcomeReport:
    return writing.begin(cooperation=room.cooperation, kind=kind, by=room.need_user, now=now)


def make_sent(room: Room, kind: str = "production", *, now: datetime, **values: Any) -> OutcomeReport:
    draft = make_draft(room, kind, now=now)
    return writing.send(report=draft, by=room.need_user, now=now, seen=draft.version, values=FIGURES | values)


def make_verified(room: Room, kind: str = "production", *, now: datetime, **values: Any) -> OutcomeReport:
    return settling.verify(report=make_sent(room, kind, now=now, **values), by=room.officer, now=now)


STORY: dict[str, Any] = {
    "title_vi": "Xét nghiệm ngay tại ao", "title_en": "Testing at the pond", "text_vi": "Trước đây phải chờ ba ngày.",
    "text_en": "It used to take three days.", "figures": ["output_figure", "jobs"],
}  # fmt: skip


def make_told(*, now: datetime, **values: Any) -> Room:
    """A room whose story is written and agreed to by nobody yet."""
    room = make_running(now=now, **values)
    make_verified(room, now=now)
    telling.write(cooperation=room.cooperation, side="officer", seen=0, values=STORY, by=room.officer, now=now)
    return room


def agree(room: Room, *sides: str, now: datetime, seen: int = 1) -> None:
    for side in sides or ("need", "offer"):
        telling.agree(cooperation=room.cooperation, side=side, seen=seen, by=room.user[side], now=now)


def make_public(*, now: datetime, **values: Any) -> Room:
    room = make_told(now=now, **values)
    agree(room, now=now)
    telling.publish(cooperation=room.cooperation, seen=1, by=room.officer, now=now)
    return room
