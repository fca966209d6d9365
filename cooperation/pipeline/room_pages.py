"""Everything a room's page shows to one reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from catalog.review_pages import due_by
from cooperation.models import Cooperation, CooperationEvent, CooperationStage
from cooperation.pipeline import plan, talking
from cooperation.pipeline.access import EDITING, can_take, roles_of
from cooperation.pipeline.forms import (
    ContactForm,
    DateForm,
    DescribeForm,
    GuestForm,
    GuestMessageForm,
    MessageForm,
    OfficerForm,
    ReasonForm,
    RoomForm,
    StateForm,
)
from cooperation.pipeline.room_rows import evidence, proposal, stages_of, statements
from cooperation.pipeline.timeline import Bar, draw
from cooperation.pipeline.wording import told, turn
from cooperation.stage_choices import Side, Stage

#: The newest messages and events; older ones are on pages of their own.
MOST_MESSAGES = 30
MOST_EVENTS = 12
#: For officers alone.
INTERNAL = ("contacted",)

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom somebody reads a room."""

    user: User
    sides: tuple[str, ...]
    may_write: bool
    is_guest: bool

    @property
    def side(self) -> str:
        return self.sides[0] if self.sides else ""

    @property
    def is_officer(self) -> bool:
        return Side.OFFICER in self.sides


def reader_of(cooperation: Cooperation, user: User) -> Reader:
    """How the person reads a room that came from `rooms_for`."""
    need, offer = cooperation.need_role, cooperation.offer_role  # type: ignore[attr-defined]
    roles = roles_of(cooperation, user, need=need, offer=offer)
    writing = [side for side, role in roles.items() if role in EDITING or side == Side.OFFICER]
    sides = tuple(writing) or tuple(roles)
    return Reader(user, sides, may_write=bool(writing), is_guest=not roles)


def room_page(cooperation: Cooperation, *, user: User, now: datetime, returned: RoomForm | None = None) -> Context:
    """The whole page; `returned` is a form that came back with errors."""
    reader, today = reader_of(cooperation, user), timezone.localdate(now)
    stages = stages_of(cooperation)
    current = next((stage for stage in stages if stage.state == "current"), None)
    forms = forms_of(cooperation, reader, returned=returned)
    seen = talking.visit(cooperation, by=user, now=now)
    messages = list(talking.messages_for(cooperation, list(reader.sides)).order_by("-at", "-pk")[: MOST_MESSAGES + 1])
    return {
        "cooperation": cooperation,
        "reader": reader,
        "rows": [{"stage": stage, "statements": statements(stage)} for stage in stages],
        "chart": draw(bars(stages), start=started_on(cooperation), today=today),
        "current": current_step(current, reader, today=today) if current and cooperation.is_running else None,
        "settled_last": next((stage for stage in reversed(stages) if stage.is_settled), None),
        "room_messages": list(reversed(messages[:MOST_MESSAGES])),
        "has_older": len(messages) > MOST_MESSAGES,
        "seen": seen,
        "history": history(cooperation, reader),
        "guests": cooperation.invited,  # type: ignore[attr-defined]
        "forms": forms,
        "returned": returned,
        "unsent": unsent(returned, forms),
    }


def bars(stages: Iterable[CooperationStage]) -> list[Bar]:
    return [
        Bar(
            label=str(stage.get_code_display()),
            state=stage.state,
            due_on=stage.due_on,
            begun_on=timezone.localdate(stage.opened_at) if stage.opened_at else None,
            ended_on=timezone.localdate(stage.settled_at) if stage.settled_at else None,
        )
        for stage in stages
    ]


def started_on(cooperation: Cooperation) -> date:
    return timezone.localdate(cooperation.started_at)


def current_step(stage: CooperationStage, reader: Reader, *, today: date) -> Context:
    """What is next: the stage, whose turn it is, until when, what shows it, and a deadline that was asked for."""
    said, asked = statements(stage), proposal(stage)
    awaited = plan.awaited([(each["side"], each["says"]) for each in said], begins=stage.begins)
    return {
        "stage": stage,
        "statements": said,
        "turn": turn(awaited),
        "is_ours": reader.side in awaited,
        "is_signed": stage.code == Stage.NDA,
        "is_recorded": stage.code in (Stage.MEMORANDUM, Stage.CONTRACT),
        "due": due_by(stage.due_on, today=today),
        "evidence": evidence(stage),
        "proposal": asked,
        "may_answer": asked is not None and reader.may_write and asked["side"] != reader.side,
        "may_take_back": asked is not None and reader.may_write and asked["side"] == reader.side,
    }


def history(cooperation: Cooperation, reader: Reader) -> list[dict[str, Any]]:
    """The newest events in words; what an officer noted for colleagues is theirs alone."""
    events = cooperation.events.exclude(action__in=INTERNAL) if not reader.is_officer else cooperation.events.all()
    return [entry(event) for event in events.select_related("actor").order_by("-at", "-pk")[:MOST_EVENTS]]


def entry(event: CooperationEvent) -> dict[str, Any]:
    return {
        "title": told(event),
        "state": "done",
        "at": event.at,
        "by": event.actor.full_name if event.actor else "",
        "text": event.note,
    }


def forms_of(cooperation: Cooperation, reader: Reader, *, returned: RoomForm | None) -> dict[str, RoomForm]:
    """The forms this reader may use, by name; the one that came back in place of a fresh one."""
    found: list[RoomForm] = []
    if reader.is_guest:
        found.append(GuestMessageForm())
    elif reader.may_write:
        found.append(MessageForm())
    if reader.may_write and cooperation.is_running:
        described = {"kind": cooperation.kind, "value": cooperation.value}
        found += [StateForm(), DateForm(), DescribeForm(initial=described)]
    if reader.is_officer:
        found += [ReasonForm(), ContactForm(), GuestForm()]
    if reader.user.is_manager and can_take(reader.user, cooperation):
        found.append(OfficerForm(initial={"officer": cooperation.officer}))
    return {form.name: returned if returned and returned.name == form.name else form for form in found}


def unsent(returned: RoomForm | None, forms: dict[str, RoomForm]) -> list[str]:
    """What was typed into a form that is not on the page any more, for its writer to copy."""
    if returned is None or returned.name in forms:
        return []
    texts = [returned[name].value() for name in ("note", "text", "reason") if name in returned.fields]
    return [str(text) for text in texts if text]
