"""The demonstration's cooperations with the statements, messages and history that their stages imply."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Organisation, User
from catalog.models import Listing
from cooperation.models import (
    Cooperation,
    CooperationEvent,
    CooperationStage,
    Interest,
    RoomMessage,
    StageRule,
    Statement,
)
from cooperation.pipeline.starting import next_reference
from cooperation.pipeline_models import rules
from cooperation.stage_choices import DEFAULT_RULES, CooperationState, Side, Stage, StageState

Row = dict[str, Any]
CONFIRMED_AFTER = timedelta(hours=20)


@dataclass(slots=True)
class Story:
    """A cooperation with all that happened in it, not stored yet."""

    row: Row
    cooperation: Cooperation
    people: dict[str, User]
    stages: list[CooperationStage] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    events: list[CooperationEvent] = field(default_factory=list)
    messages: list[RoomMessage] = field(default_factory=list)

    def tell(
        self, action: str, at: datetime, *, side: str = "", stage: str = "", note: str = "", **values: Any
    ) -> None:
        self.events.append(
            CooperationEvent(
                cooperation=self.cooperation, action=action, at=at, side=side, stage=stage, note=note, values=values,
                actor=self.people.get(side),
            )
        )  # fmt: skip

    def state(self, stage: CooperationStage, at: datetime, *, side: str, says: str, note: str = "") -> None:
        self.statements.append(
            Statement(stage=stage, round=1, side=side, says=says, note=note, by=self.people[side], at=at)
        )
        self.tell("stated", at, side=side, stage=stage.code, note=note, says=says)


def load_cooperations(
    rows: list[Row],
    listings: dict[str, Listing],
    organisations: dict[str, Organisation],
    people: dict[str, User],
    *,
    now: datetime,
) -> None:
    """Create them all, the oldest first so that their numbers follow each other."""
    known = rules()
    stories = [begin(row, listings, organisations, people, now=now) for row in rows]
    stories.sort(key=lambda story: story.cooperation.started_at)
    for story in stories:
        story.cooperation.reference = next_reference(now=story.cooperation.started_at)
        go_on(story, known, now=now)
    Cooperation.objects.bulk_create(story.cooperation for story in stories)
    CooperationStage.objects.bulk_create(stage for story in stories for stage in story.stages)
    Statement.objects.bulk_create(statement for story in stories for statement in story.statements)
    CooperationEvent.objects.bulk_create(
        event for story in stories for event in sorted(story.events, key=lambda event: event.at)
    )
    RoomMessage.objects.bulk_create(message for story in stories for message in story.messages)


def begin(
    row: Row,
    listings: dict[str, Listing],
    organisations: dict[str, Organisation],
    people: dict[str, User],
    *,
    now: datetime,
) -> Story:
    need, offer = listings.get(row.get("need", "")), listings.get(row.get("offer", ""))
    need_side = need.organisation if need else organisations[row["need_side"]]
    offer_side = offer.organisation if offer else organisations[row["offer_side"]]
    officer = people.get(row.get("officer", "officer"))
    interest = accepted_on(listings[row["interest"]]) if "interest" in row else None
    started_at = now - timedelta(days=row.get("started", 0), hours=4)
    by = officer
    if interest and interest.answered_at:
        started_at, by = interest.answered_at, interest.answered_by
    cooperation = Cooperation(
        title=about.title if (about := need or offer) else row["title"], need=need, offer=offer, need_side=need_side,
        offer_side=offer_side, interest=interest, officer=officer, kind=row.get("kind", ""), value=row.get("value"),
        started_at=started_at, changed_at=started_at, started_by=by,
    )  # fmt: skip
    sides = {str(Side.NEED): people[need_side.slug], str(Side.OFFER): people[offer_side.slug]}
    story = Story(row, cooperation, sides | ({str(Side.OFFICER): officer} if officer else {}))
    story.events.append(CooperationEvent(cooperation=cooperation, action="started", at=started_at, actor=by))
    return story


def accepted_on(listing: Listing) -> Interest:
    return Interest.objects.select_related("answered_by").get(listing=listing, state=Interest.State.ACCEPTED)


def go_on(story: Story, known: dict[str, StageRule], *, now: datetime) -> None:
    """Settle what the row tells of; the next stage is under way, the others are planned."""
    row, cooperation = story.row, story.cooperation
    told = {code.removeprefix("-"): (days, code.startswith("-"), note) for code, days, note in row["stages"]}
    at = cooperation.started_at
    due_on = timezone.localdate(at)
    for position, code in enumerate(Stage.values):
        stage = CooperationStage(
            cooperation=cooperation, code=code, position=position, begins=DEFAULT_RULES[Stage(code)].begins
        )
        if code in told:
            days, is_skipped, note = told[code]
            stage.opened_at, stage.due_on = at, timezone.localdate(at) + timedelta(days=known[code].days)
            at += timedelta(days=days)
            settle(story, stage, at, says="skip" if is_skipped else "done", note=note)
        elif len(story.stages) == len(told):
            stage.state, stage.opened_at = StageState.CURRENT, at
            stage.due_on = timezone.localdate(now) + timedelta(days=row.get("due", known[code].days))
        else:
            stage.due_on = due_on + timedelta(days=known[code].days)
        due_on = stage.due_on
        story.stages.append(stage)
    cooperation.changed_at = at
    finish(story, now=now)


def settle(story: Story, stage: CooperationStage, at: datetime, *, says: str, note: str) -> None:
    """One side states it with the evidence, the other confirms the next day."""
    first, second = (Side.OFFER, Side.NEED) if stage.position % 2 else (Side.NEED, Side.OFFER)
    story.state(stage, at - CONFIRMED_AFTER, side=first, says=says, note=note)
    story.state(stage, at, side=second, says=says)
    stage.state, stage.settled_at = StageState.SKIPPED if says == "skip" else StageState.DONE, at
    story.tell("settled", at, stage=stage.code, says=says)


def finish(story: Story, *, now: datetime) -> None:
    """What has been agreed and said, and how it stands or ended."""
    row, cooperation = story.row, story.cooperation
    current = next((stage for stage in story.stages if stage.state == StageState.CURRENT), None)
    if cooperation.kind:
        story.tell(
            "described", cooperation.changed_at, side=Side.NEED, kind=cooperation.kind, value=cooperation.value
        )  # fmt: skip
    for side, note in row.get("said", []):
        assert current is not None
        cooperation.changed_at = now - timedelta(days=2)
        story.state(current, cooperation.changed_at, side=side, says="done", note=note)
    for days, side, text in row.get("messages", []):
        at = now - timedelta(days=days)
        story.messages.append(
            RoomMessage(cooperation=cooperation, author=story.people[side], side=side, text=text, at=at)
        )
    if current is None:
        cooperation.state, cooperation.ended_at = CooperationState.COMPLETED, cooperation.changed_at
        story.tell("completed", cooperation.changed_at)
    elif "closed" in row:
        reason, days, note = row["closed"]
        at = now - timedelta(days=days)
        cooperation.state, cooperation.reason, cooperation.ended_at = CooperationState.CLOSED, reason, at
        cooperation.changed_at = at
        story.tell("closed", at, side=Side.NEED, stage=current.code, note=note, reason=reason)
    elif "stalled" in row:
        at = now - timedelta(days=row["stalled"])
        cooperation.state, cooperation.stalled_at = CooperationState.STALLED, at
        current.reminded, current.reminded_on = 7, current.due_on + timedelta(days=7)
        story.tell("stalled", at, stage=current.code)
