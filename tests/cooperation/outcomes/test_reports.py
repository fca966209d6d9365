"""Reports: begun with what is known, sent, verified or returned, never changed afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Membership, OutboxMessage
from catalog.models import Target
from cooperation.models import OutcomeReport
from cooperation.outcome_choices import CONTENT
from cooperation.outcomes import settling, writing
from cooperation.pipeline.stages import EvidenceMissing, NotAllowed
from tests.factories_catalog import make_member
from tests.factories_outcomes import FIGURES, OUTPUT, make_draft, make_running, make_sent, make_verified
from tests.factories_pipeline import Room

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(now: datetime) -> Room:
    return make_running(now=now)


def actions(room: Room) -> list[str]:
    return list(room.cooperation.events.filter(action__startswith="report_").values_list("action", flat=True))


def test_a_report_goes_from_draft_to_verified_and_both_sides_hear_of_it(room: Room, now: datetime) -> None:
    draft = make_draft(room, now=now)
    OutboxMessage.objects.all().delete()
    sent = writing.send(report=draft, by=room.need_user, now=now, seen=0, values=FIGURES)
    assert {name: getattr(sent, name) for name in CONTENT} == FIGURES
    assert set(OutboxMessage.objects.values_list("to", flat=True)) == {room.offer_user.email, room.officer.email}
    settling.remark(report=sent, agrees=True, note="", by=room.offer_user, now=now)
    verified = settling.verify(report=sent, by=room.officer, now=now)
    assert (verified.state, verified.settled_by, verified.partner_agrees) == ("verified", room.officer, True)
    assert actions(room) == ["report_sent", "report_confirmed", "report_verified"]


def test_every_step_pressed_twice_is_one(room: Room, now: datetime) -> None:
    draft = make_draft(room, now=now)
    assert make_draft(room, now=now) == draft
    for _press in range(2):
        writing.save(report=draft, by=room.need_user, now=now, seen=0, values=FIGURES)
    for _press in range(2):
        writing.send(report=draft, by=room.need_user, now=now, seen=1, values=FIGURES)
    for _press in range(2):
        settling.remark(report=draft, agrees=False, note="Chúng tôi đo 200 mẫu.", by=room.offer_user, now=now)
    for _press in range(2):
        settling.verify(report=draft, by=room.officer, now=now)
    assert actions(room) == ["report_sent", "report_disputed", "report_verified"]


def test_the_first_report_starts_from_the_targets_and_the_next_from_the_figures(room: Room, now: datetime) -> None:
    need = room.cooperation.need
    assert need is not None
    need.targets.all().delete()
    Target.objects.create(listing=need, name="Thời gian xét nghiệm", value="60", unit="phút")
    assert make_draft(room, "pilot", now=now).output == "Thời gian xét nghiệm (chỉ tiêu 60 phút): "
    make_verified(room, now=now)
    later = make_draft(room, "impact_6", now=now + timedelta(days=190))
    told = {name: getattr(later, name) for name in CONTENT}
    assert told == FIGURES | {"went_well": "", "went_badly": ""}


def test_a_returned_report_is_written_anew_from_what_it_said(room: Room, now: datetime) -> None:
    sent = make_sent(room, now=now)
    with pytest.raises(EvidenceMissing):
        settling.send_back(report=sent, note="?", by=room.officer, now=now)
    settling.send_back(report=sent, note="Xin ghi rõ đơn vị của sản lượng.", by=room.officer, now=now)
    draft = make_draft(room, now=now + timedelta(hours=1))
    assert (draft.pk != sent.pk, draft.went_badly) == (True, FIGURES["went_badly"])
    with pytest.raises(settling.Settled):
        settling.verify(report=sent, by=room.officer, now=now)


def test_a_correction_takes_the_place_of_what_was_verified(room: Room, now: datetime) -> None:
    first = make_verified(room, now=now)
    second = make_sent(room, now=now + timedelta(days=3), jobs=5)
    first.refresh_from_db()
    assert first.state == "verified"
    settling.verify(report=second, by=room.officer, now=now + timedelta(days=4))
    first.refresh_from_db()
    assert (first.state, first.jobs, second.jobs) == ("superseded", 4, 5)


def test_one_at_a_time_waits_for_verification(room: Room, now: datetime) -> None:
    sent = make_sent(room, now=now)
    with pytest.raises(writing.UnderVerification) as refused:
        make_draft(room, now=now)
    assert refused.value.report == sent


@pytest.mark.parametrize("change", [{"jobs": 9}, {"output": "Khác hẳn."}, {"kind": "pilot"}])
def test_the_database_keeps_what_was_sent(room: Room, now: datetime, change: dict[str, object]) -> None:
    sent = make_sent(room, now=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        OutcomeReport.objects.filter(pk=sent.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        sent.delete()


def test_nobody_overwrites_a_colleague(room: Room, now: datetime) -> None:
    draft = make_draft(room, now=now)
    writing.save(report=draft, by=room.need_user, now=now, seen=0, values=FIGURES)
    with pytest.raises(writing.Stale):
        writing.save(report=draft, by=room.need_user, now=now, seen=0, values=FIGURES | {"jobs": 7})
    writing.send(report=draft, by=room.need_user, now=now, seen=1, values=FIGURES)
    with pytest.raises(writing.Stale):
        writing.save(report=draft, by=room.need_user, now=now, seen=2, values=FIGURES | {"jobs": 7})


def test_what_says_nothing_is_not_sent(room: Room, now: datetime) -> None:
    draft = make_draft(room, now=now)
    with pytest.raises(writing.NothingTold):
        writing.send(report=draft, by=room.need_user, now=now, seen=0, values={"output": "", "jobs": 3})


@pytest.mark.parametrize("kind", ["production", "impact_6", "impact_12", "nothing"])
def test_it_can_be_too_early(now: datetime, kind: str) -> None:
    room = make_running(now=now, stage="pilot", with_listings=False)
    assert make_draft(room, "pilot", now=now).kind == "pilot"
    with pytest.raises(writing.TooEarly):
        make_draft(room, kind, now=now)


def test_each_side_does_its_own_part(room: Room, now: datetime) -> None:
    reader = make_member(room.cooperation.need_side, role=Membership.Role.READER)
    for user in (room.offer_user, room.officer, reader):
        with pytest.raises(NotAllowed):
            writing.begin(cooperation=room.cooperation, kind="pilot", by=user, now=now)
    sent = make_sent(room, now=now)
    for user in (room.need_user, room.offer_user):
        with pytest.raises(NotAllowed):
            settling.verify(report=sent, by=user, now=now)
    for user in (room.need_user, room.officer):
        with pytest.raises(NotAllowed):
            settling.remark(report=sent, agrees=True, note="", by=user, now=now)
    assert sent.output == OUTPUT
