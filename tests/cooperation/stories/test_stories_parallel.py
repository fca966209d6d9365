"""Consent, text and publication at once: what is public is what both organisations agree to."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine

from cooperation.models import StoryConsent, SuccessStory
from cooperation.pipeline.stages import CooperationError
from cooperation.stories import telling
from tests.accounts.test_outbox_parallel import in_threads
from tests.factories_outcomes import STORY, agree, make_told
from tests.factories_pipeline import Room

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(now: datetime) -> Room:
    return make_told(now=now, with_listings=False)


def at_once(*works: object) -> None:
    """Each of the works in a thread, twice; what is refused is refused."""
    todo = [*works, *works]

    def run() -> None:
        try:
            todo.pop()()  # type: ignore[operator]
        except CooperationError:
            return

    in_threads(run, len(todo))


def test_consent_withdrawn_while_the_officer_publishes(room: Room, now: datetime) -> None:
    with time_machine.travel(now, tick=True):
        agree(room, now=now)
        at_once(
            lambda: telling.publish(cooperation=room.cooperation, seen=1, by=room.officer, now=now),
            lambda: telling.withdraw(cooperation=room.cooperation, side="need", by=room.need_user, now=now),
        )
    assert not SuccessStory.objects.public().exists()
    assert SuccessStory.objects.get().published_version is None


def test_text_changed_while_the_other_side_agrees_and_the_officer_publishes(room: Room, now: datetime) -> None:
    changed = STORY | {"text_vi": "Nội dung khác hẳn."}
    with time_machine.travel(now, tick=True):
        agree(room, "need", now=now)
        at_once(
            lambda: telling.agree(cooperation=room.cooperation, side="offer", seen=1, by=room.offer_user, now=now),
            lambda: telling.write(
                cooperation=room.cooperation, side="need", seen=1, values=changed, by=room.need_user, now=now
            ),
            lambda: telling.publish(cooperation=room.cooperation, seen=1, by=room.officer, now=now),
        )
    story = SuccessStory.objects.get()
    assert (story.version, story.text_vi) == (2, changed["text_vi"])
    assert not SuccessStory.objects.public().exists()
    assert {consent.wording["text_vi"] for consent in StoryConsent.objects.all()} == {STORY["text_vi"]}


def test_consent_given_many_times_at_once_is_one(room: Room, now: datetime) -> None:
    with time_machine.travel(now, tick=True):
        in_threads(lambda: agree(room, "need", now=now), 6)
    assert StoryConsent.objects.count() == 1
