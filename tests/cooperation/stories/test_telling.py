"""A story is public word for word as both organisations agree to it, and not a moment longer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Membership
from cooperation.models import StoryConsent, SuccessStory
from cooperation.pipeline.stages import NotAllowed
from cooperation.stories import telling
from tests.factories_catalog import make_member, make_officer, make_organisation
from tests.factories_outcomes import STORY, agree, make_public, make_running, make_sent, make_told, make_verified
from tests.factories_pipeline import Room

pytestmark = pytest.mark.django_db


def public() -> int:
    return SuccessStory.objects.public().count()


def publish(room: Room, *, now: datetime, seen: int = 1) -> SuccessStory:
    return telling.publish(cooperation=room.cooperation, seen=seen, by=room.officer, now=now)


@pytest.fixture
def told(now: datetime) -> Room:
    return make_told(now=now, with_listings=False)


def test_it_takes_both_organisations_and_the_officer(told: Room, now: datetime) -> None:
    for sides in ((), ("need",), ("need",)):
        agree(told, *sides, now=now) if sides else None
        with pytest.raises(telling.ConsentMissing):
            publish(told, now=now)
    agree(told, "offer", now=now)
    assert public() == 0
    assert publish(told, now=now) == publish(told, now=now)
    assert public() == 1
    actions = told.cooperation.events.filter(action__startswith="story_").values_list("action", flat=True)
    assert list(actions) == ["story_written", "story_agreed", "story_agreed", "story_published"]


@pytest.mark.parametrize("side", ["need", "offer"])
def test_whoever_withdraws_takes_it_away_at_once(now: datetime, side: str) -> None:
    room = make_public(now=now, with_listings=False)
    for _press in range(2):
        telling.withdraw(cooperation=room.cooperation, side=side, by=room.user[side], now=now)
    assert public() == 0
    with pytest.raises(telling.ConsentMissing):
        publish(room, now=now)
    agree(room, side, now=now)
    assert public() == 0
    publish(room, now=now)
    assert public() == 1
    assert StoryConsent.objects.filter(side=side).count() == 2


@pytest.mark.parametrize("change", [{"title_vi": "Khác"}, {"text_en": "Other."}, {"figures": ["jobs"]}])
def test_a_changed_text_needs_consent_anew(now: datetime, change: dict[str, object]) -> None:
    room = make_public(now=now, with_listings=False)
    values = STORY | change
    story = telling.write(
        cooperation=room.cooperation, side="need", seen=1, values=values, by=room.need_user, now=now
    )  # fmt: skip
    assert (story.version, public()) == (2, 0)
    with pytest.raises(telling.StoryChanged):
        publish(room, now=now)
    with pytest.raises(telling.ConsentMissing):
        publish(room, now=now, seen=2)
    with pytest.raises(telling.StoryChanged):
        agree(room, "offer", now=now)


def test_the_same_words_saved_again_change_nothing(now: datetime) -> None:
    room = make_public(now=now, with_listings=False)
    telling.write(cooperation=room.cooperation, side="offer", seen=0, values=STORY, by=room.offer_user, now=now)
    assert public() == 1


def test_a_consent_keeps_the_words_it_was_given_to(told: Room, now: datetime) -> None:
    agree(told, "need", now=now)
    consent = StoryConsent.objects.get()
    assert consent.wording["text_vi"] == STORY["text_vi"]
    assert consent.wording["organisation"] == told.cooperation.need_side.name
    assert {fact["value"] for fact in consent.wording["figures"]} == {"300 mẫu/tháng", "4"}
    for change in ({"wording": {}}, {"version": 9}):
        with pytest.raises(DatabaseError), transaction.atomic():
            StoryConsent.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        consent.delete()


def test_two_writers_do_not_overwrite_each_other(told: Room, now: datetime) -> None:
    with pytest.raises(telling.StoryChanged):
        telling.write(
            cooperation=told.cooperation, side="need", seen=0, values=STORY | {"title_vi": "Khác"}, by=told.need_user,
            now=now,
        )  # fmt: skip


def test_a_pilot_or_an_unverified_report_is_no_story(now: datetime) -> None:
    room = make_running(now=now, with_listings=False)
    make_verified(room, "pilot", now=now)
    make_sent(room, now=now)
    with pytest.raises(telling.NoReport):
        telling.write(cooperation=room.cooperation, side="officer", seen=0, values=STORY, by=room.officer, now=now)


def test_nobody_agrees_or_publishes_for_others(told: Room, now: datetime) -> None:
    reader = make_member(told.cooperation.need_side, role=Membership.Role.READER)
    for user, side in [
        (told.officer, "need"), (told.offer_user, "need"), (reader, "need"), (told.officer, "officer"),
        (make_member(make_organisation("Công ty khác")), "need"),
    ]:  # fmt: skip
        with pytest.raises(NotAllowed):
            telling.agree(cooperation=told.cooperation, side=side, seen=1, by=user, now=now)
    agree(told, now=now)
    for user in (told.need_user, told.offer_user, make_officer()):
        with pytest.raises(NotAllowed):
            telling.publish(cooperation=told.cooperation, seen=1, by=user, now=now)


def test_the_officer_takes_it_down_and_puts_it_back(now: datetime) -> None:
    room = make_public(now=now, with_listings=False)
    telling.take_down(cooperation=room.cooperation, by=room.officer, now=now)
    assert public() == 0
    publish(room, now=now + timedelta(days=1))
    assert public() == 1
