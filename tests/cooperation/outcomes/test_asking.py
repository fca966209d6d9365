"""The question what came of it: each once, at its time, in one letter a day to a person."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.models import Membership, OutboxMessage
from cooperation.models import Cooperation, CooperationStage, OutcomeRequest
from cooperation.outcomes.asking import KIND, ask_due
from cooperation.pipeline import reminding
from tests.factories_catalog import make_member
from tests.factories_outcomes import make_draft, make_running
from tests.factories_pipeline import Room

pytestmark = pytest.mark.django_db
IN_SIX_MONTHS, IN_A_YEAR = timedelta(days=181), timedelta(days=365)


@pytest.fixture
def room(now: datetime) -> Room:
    made = make_running(now=now, with_listings=False)
    OutboxMessage.objects.all().delete()
    # No deadline of a stage comes between.
    CooperationStage.objects.update(due_on=now.date() + timedelta(days=3000))
    return made


def asked() -> list[str]:
    return list(OutcomeRequest.objects.order_by("pk").values_list("kind", flat=True))


def letters() -> list[str]:
    return list(OutboxMessage.objects.filter(kind=KIND).order_by("pk").values_list("to", flat=True))


def test_each_report_is_asked_for_once_at_its_time(room: Room, now: datetime) -> None:
    numbers = {}
    for day in (0, 1, 100, 180, 181, 182, 364, 365, 366, 700):
        ask_due(now=now + timedelta(days=day))
        numbers[day] = ask_due(now=now + timedelta(days=day)) + len(asked())
    assert numbers == {0: 2, 1: 2, 100: 2, 180: 2, 181: 3, 182: 3, 364: 3, 365: 4, 366: 4, 700: 4}
    assert asked() == ["pilot", "production", "impact_6", "impact_12"]
    assert letters() == [room.need_user.email] * 3


def test_the_letter_names_the_report_and_leads_to_the_room(room: Room, now: datetime) -> None:
    ask_due(now=now + IN_SIX_MONTHS)
    letter = OutboxMessage.objects.get(kind=KIND)
    assert "Hiệu quả sau 6 tháng" in letter.text
    assert f"{room.cooperation.get_absolute_url()}#outcomes" in letter.text
    assert room.cooperation.events.filter(action="report_asked").count() == 2


def test_after_a_pause_of_a_year_only_the_latest_is_asked_for(room: Room, now: datetime) -> None:
    ask_due(now=now + IN_A_YEAR)
    assert asked() == ["pilot", "impact_12"]
    assert letters() == [room.need_user.email]


def test_what_is_written_already_is_not_asked_for(room: Room, now: datetime) -> None:
    make_draft(room, "pilot", now=now)
    make_draft(room, "production", now=now)
    assert ask_due(now=now) == 0


def test_what_ended_without_result_is_not_asked_for(room: Room, now: datetime) -> None:
    Cooperation.objects.update(state="closed", ended_at=now)
    assert ask_due(now=now) == 0


def test_a_person_has_one_letter_a_day_deadlines_and_questions_together(room: Room, now: datetime) -> None:
    CooperationStage.objects.filter(state="current").update(due_on=now.date())
    colleague = make_member(room.cooperation.need_side, role=Membership.Role.EDITOR)
    reminding.remind_due(now=now)
    assert ask_due(now=now) == 0
    assert ask_due(now=now + timedelta(days=1)) == 2
    assert sorted(letters()) == sorted([room.need_user.email, colleague.email])


def test_without_a_reader_it_stands_in_the_history(room: Room, now: datetime) -> None:
    Membership.objects.filter(organisation=room.cooperation.need_side).delete()
    assert ask_due(now=now) == 2
    assert letters() == []
