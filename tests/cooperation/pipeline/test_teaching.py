"""How far a cooperation has come is the grade of its suggestion, from which matching learns."""

from __future__ import annotations

from datetime import datetime

import pytest

from cooperation.models import Cooperation
from cooperation.pipeline import stages
from matching import suggestions
from matching.models import Suggestion
from matching.refitting import observations
from matching.weights import active_weights
from tests.factories_pipeline import EVIDENCE, Room, make_room, move_to, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(now: datetime) -> Room:
    """A cooperation of two listings that were suggested to each other."""
    made = make_room(now=now)
    Suggestion.objects.create(
        need=made.cooperation.need, offer=made.cooperation.offer, score=0.8, logit=1.4, weights=active_weights()[0],
        need_hash="n", offer_hash="o", contributions={"items": [{"feature": "text", "value": 0.8, "known": True}]},
    )  # fmt: skip
    return made


def reached() -> int:
    return Suggestion.objects.get().reached


def test_the_grade_grows_with_the_stages_that_are_done(room: Room, now: datetime) -> None:
    found = {}
    for code in ("meeting", "assessment", "negotiation", "mou", "contract", "registered"):
        move_to(room, code, now=now)
        found[code] = reached()
    assert found == {"meeting": 1, "assessment": 2, "negotiation": 2, "mou": 2, "contract": 3, "registered": 4}


def test_a_stage_that_is_skipped_or_opened_again_counts_no_more(room: Room, now: datetime) -> None:
    move_to(room, "mou", now=now)
    settle(room, now=now, says="skip")
    assert reached() == 2
    settle(room, now=now)
    assert reached() == 4
    stages.reopen(cooperation=room.cooperation, code="contract", by=room.officer, now=now, note=EVIDENCE)
    assert reached() == 2


def test_learning_reads_the_grade(room: Room, now: datetime) -> None:
    suggestions.answer(
        suggestion=Suggestion.objects.get(), side="need", by=room.need_user, decision="interested", now=now
    )  # fmt: skip
    move_to(room, "registered", now=now)
    assert [each.grade for each in observations()] == [4]


def test_a_cooperation_without_listings_teaches_nothing(now: datetime) -> None:
    made = make_room(now=now, with_listings=False)
    move_to(made, "assessment", now=now)
    assert Cooperation.objects.get().stages.filter(state="done").count() == 1
    assert not Suggestion.objects.exists()
