"""Obligations: entered under a paper, done by who owes them, dropped by who they are owed to, and reminded of."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, OutboxMessage
from cooperation.models import CooperationEvent, CooperationStage, Obligation
from cooperation.papers import owing
from cooperation.pipeline import reminding, stages
from tests.cooperation.papers.test_papers import recorded
from tests.cooperation.pipeline.test_room_views import ROOM_QUERIES, address, client_of
from tests.factories_catalog import make_member, make_officer, make_organisation
from tests.factories_pipeline import EVIDENCE, Room, make_room, move_to

pytestmark = pytest.mark.django_db
WHAT = "Đào tạo sáu người vận hành"


@pytest.fixture
def room(now: datetime, settings: LazySettings, tmp_path: Path) -> Room:
    settings.MEDIA_ROOT = tmp_path
    return room_with_paper(now=now)


def room_with_paper(*, now: datetime) -> Room:
    made = make_room(now=now)
    move_to(made, "contract", now=now)
    recorded(made, now=now)
    # Its own deadline lies far off, so that letters are about obligations alone.
    CooperationStage.objects.filter(cooperation=made.cooperation).update(due_on=now.date() + timedelta(days=900))
    OutboxMessage.objects.all().delete()
    return made


def owed(room: Room, owed_by: str = "offer", *, now: datetime, days: int = 30, what: str = WHAT) -> Obligation:
    return owing.owe(
        paper=room.cooperation.papers.get(replaced_at=None), side="need", what=what, owed_by=owed_by,
        due_on=now.date() + timedelta(days=days), by=room.need_user, now=now,
    )  # fmt: skip


def told(now: datetime) -> list[str]:
    reminding.remind_due(now=now)
    letters = OutboxMessage.objects.filter(kind=reminding.KIND)
    found = sorted(letters.values_list("to", flat=True))
    letters.update(kind="told")
    return found


def test_the_same_entered_twice_is_one(room: Room, now: datetime) -> None:
    assert owed(room, now=now) == owed(room, now=now)
    assert CooperationEvent.objects.filter(action="owed").count() == 1
    assert sorted(OutboxMessage.objects.values_list("to", flat=True)) == sorted(
        [room.offer_user.email, room.officer.email]
    )


@pytest.mark.parametrize(
    ("owed_by", "fulfils", "drops"),
    [
        ("need", {"need"}, {"offer", "officer"}),
        ("offer", {"offer"}, {"need", "officer"}),
        ("both", {"need", "offer"}, {"officer"}),
    ],
)
def test_who_owes_it_says_done_and_who_it_is_owed_to_drops_it(
    room: Room, now: datetime, owed_by: str, fulfils: set[str], drops: set[str]
) -> None:
    for side in ("need", "offer", "officer"):
        for state, allowed, settle in (("done", fulfils, owing.fulfil), ("dropped", drops, owing.drop)):
            obligation = owed(room, owed_by, now=now, what=f"{WHAT} {side} {state}")
            values: dict[str, Any] = {"obligation": obligation, "side": side, "by": room.user[side], "now": now}
            if side in allowed:
                assert settle(note=EVIDENCE, **values).state == state
                assert settle(note=EVIDENCE, **values).state == state
            else:
                with pytest.raises(stages.NotAllowed):
                    settle(note=EVIDENCE, **values)
    count = len(fulfils) + len(drops)
    assert CooperationEvent.objects.filter(action__in=["owed_done", "owed_dropped"]).count() == count


def test_what_is_settled_is_not_settled_otherwise(room: Room, now: datetime) -> None:
    obligation = owed(room, now=now)
    with pytest.raises(stages.EvidenceMissing):
        owing.drop(obligation=obligation, side="need", by=room.need_user, now=now, note="ngắn")
    owing.fulfil(obligation=obligation, side="offer", by=room.offer_user, now=now)
    with pytest.raises(owing.AlreadySettled):
        owing.drop(obligation=obligation, side="need", by=room.need_user, now=now, note=EVIDENCE)
    for change in (lambda: Obligation.objects.update(what="Khác"), Obligation.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_who_owes_it_is_reminded_before_on_and_after_the_day(room: Room, now: datetime) -> None:
    obligation = owed(room, now=now)
    heard = {day: told(now + timedelta(days=30 + day)) for day in (-8, -7, -6, 0, 1, 7, 8, 30)}
    assert {day for day, people in heard.items() if people} == {-7, 0, 7}
    assert heard[0] == [room.offer_user.email]
    events = CooperationEvent.objects.filter(action="owed_reminded").values_list("values__days", flat=True)
    assert list(events) == [-7, 0, 7]
    obligation.refresh_from_db()
    assert obligation.state == "open"


def test_nobody_is_reminded_of_what_is_settled(room: Room, now: datetime) -> None:
    owing.fulfil(obligation=owed(room, now=now), side="offer", by=room.offer_user, now=now)
    assert told(now + timedelta(days=30)) == []


def test_one_letter_a_day_lists_stages_and_obligations(room: Room, now: datetime) -> None:
    owed(room, now=now)
    owed(room, "both", now=now, what="Ký biên bản nghiệm thu")
    other = make_room(now=now, with_listings=False)
    move_to(other, "meeting", now=now)
    Membership.objects.create(user=room.offer_user, organisation=other.cooperation.need_side, role="owner")
    day = now + timedelta(days=30)
    CooperationStage.objects.filter(cooperation=other.cooperation, state="current").update(due_on=day.date())
    reminding.remind_due(now=day)
    reminding.remind_due(now=day)
    (letter,) = OutboxMessage.objects.filter(kind=reminding.KIND, to=room.offer_user.email)
    parts = (WHAT, "Ký biên bản nghiệm thu", other.cooperation.reference)
    assert [part in letter.text for part in parts] == [True, True, True]


def test_batches_take_stages_and_obligations_further(
    room: Room, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        owed(room, now=now, what=f"{WHAT} {number}")
    monkeypatch.setattr(reminding, "BATCH", 1)
    day = now + timedelta(days=30)
    assert reminding.remind_due(now=day) == 3
    assert OutboxMessage.objects.filter(kind=reminding.KIND).count() == 1


def test_officers_find_what_is_overdue(room: Room, now: datetime) -> None:
    owed(room, now=now, days=-3)
    client = client_of(room.officer)
    page = client.get("/en/cooperations/followed/?group=late").content.decode()
    assert (room.cooperation.reference in page, "3 days late" in page) == (True, True)
    owing.fulfil(obligation=Obligation.objects.get(), side="offer", by=room.offer_user, now=now)
    assert room.cooperation.reference not in client.get("/en/cooperations/followed/?group=late").content.decode()


def test_the_pages_enter_and_settle_it(room: Room) -> None:
    paper = room.cooperation.papers.get()
    typed = {"paper": paper.pk, "what": WHAT, "owed_by": "offer", "due_on": "24/12/2026"}
    client = client_of(room.need_user)
    refused = client.post(address(room, "obligations/new/"), typed | {"due_on": "hôm nào đó"})
    assert (refused.status_code, WHAT in refused.content.decode()) == (422, True)
    assert client.post(address(room, "obligations/new/"), typed).status_code == 302
    here = address(room, f"obligations/{Obligation.objects.get().pk}/")
    assert WHAT in client.get(address(room)).content.decode()
    assert b"It is done" not in client.get(here).content
    refused = client.post(here, {"state": "dropped", "note": "ngắn"})
    assert (refused.status_code, "ngắn" in refused.content.decode()) == (422, True)
    assert client.post(here, {"state": "done", "note": EVIDENCE}).status_code == 422
    done = client_of(room.offer_user).post(here, {"state": "done", "note": EVIDENCE})
    assert (done.status_code, Obligation.objects.get().state) == (302, "done")
    assert client.post(here, {"state": "dropped", "note": EVIDENCE}).status_code == 422


def test_who_takes_no_part_meets_404_and_readers_change_nothing(room: Room, now: datetime) -> None:
    here = f"obligations/{owed(room, now=now).pk}/"
    stranger = make_member(make_organisation("Công ty khác"))
    for user in (stranger, make_officer()):
        for rest in (here, "obligations/new/"):
            assert client_of(user).get(address(room, rest)).status_code == 404
    reader = client_of(make_member(room.cooperation.offer_side, role=Membership.Role.READER))
    assert reader.get(address(room, here)).status_code == 200
    assert reader.get(address(room, "obligations/new/")).status_code == 404
    assert reader.post(address(room, here), {"state": "done"}).status_code == 422
    early = make_room(now=now, with_listings=False)
    assert client_of(early.need_user).get(address(early, "obligations/new/")).status_code == 404
    assert Obligation.objects.get().state == "open"


@pytest.mark.parametrize("count", [1, 12])
def test_the_room_takes_the_same_queries_however_many(
    room: Room, now: datetime, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        owed(room, now=now, what=f"{WHAT} {number}")
    for user in (room.need_user, room.officer):
        client = client_of(user)
        assert f"{WHAT} {count - 1}" in client.get(address(room)).content.decode()
        with django_assert_max_num_queries(ROOM_QUERIES):
            client.get(address(room))
