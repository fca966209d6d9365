"""Signed memoranda and contracts: recorded by one side, confirmed by the other, corrected by a record of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, OutboxMessage, User
from cooperation.models import DocumentVersion, PaperConfirmation, SignedPaper, Statement
from cooperation.papers import recording
from cooperation.papers.recording import Written
from cooperation.pipeline import stages
from cooperation.pipeline.stages import current_of
from tests.catalog.files import PDF, image, office
from tests.cooperation.filing.test_documents_parallel import checked
from tests.cooperation.pipeline.test_room_views import ROOM_QUERIES, address, client_of
from tests.factories_catalog import make_member, make_officer, make_organisation
from tests.factories_pipeline import EVIDENCE, Room, make_room, move_to

pytestmark = pytest.mark.django_db
TYPED = {
    "number": "12/2026/HĐCGCN", "signed_on": "20/11/2026", "value": "1,5 tỷ", "valid_from": "01/12/2026",
    "valid_to": "30/11/2029",
}  # fmt: skip


@pytest.fixture
def room(now: datetime, settings: LazySettings, tmp_path: Path) -> Room:
    settings.MEDIA_ROOT = tmp_path
    made = make_room(now=now)
    move_to(made, "contract", now=now)
    OutboxMessage.objects.all().delete()
    return made


def written(now: datetime, **changes: Any) -> Written:
    return Written(
        **{"number": "12/2026", "signed_on": now.date() - timedelta(days=3), "value": 1_500_000_000, **changes}
    )


def recorded(
    room: Room, side: str = "need", *, now: datetime, by: User | None = None, kind: str = "contract", **changes: Any
) -> SignedPaper:
    return recording.record_paper(
        cooperation=room.cooperation, kind=kind, side=side, written=written(now, **changes), scan=checked(PDF),
        by=by or room.user[side], now=now,
    )  # fmt: skip


def confirm(room: Room, paper: SignedPaper, side: str, *, now: datetime, by: User | None = None) -> PaperConfirmation:
    return recording.confirm_paper(paper=paper, side=side, by=by or room.user[side], now=now)


def send(room: Room, user: User, **changes: Any) -> Any:
    data = TYPED | {"scan": SimpleUploadedFile("hop-dong.pdf", PDF)} | changes
    return client_of(user).post(address(room, "papers/contract/"), data)


def stage_state(room: Room) -> str:
    return str(room.cooperation.stages.get(code="contract").state)


def test_with_both_confirmations_the_stage_is_done_and_the_value_known(room: Room, now: datetime) -> None:
    paper = recorded(room, now=now)
    assert stage_state(room) == "current"
    confirm(room, paper, "offer", now=now)
    room.cooperation.refresh_from_db()
    paper.refresh_from_db()
    assert (stage_state(room), room.cooperation.value, paper.agreed_at) == ("done", 1_500_000_000, now)
    notes = set(Statement.objects.filter(stage__code="contract").values_list("note", flat=True))
    assert notes == {"12/2026, 20/11/2026, tep.pdf"}
    assert paper.scan.document.stage == "contract"


def test_each_step_is_one_letter_to_each_of_the_others(room: Room, now: datetime) -> None:
    paper = recorded(room, now=now)
    told = sorted(OutboxMessage.objects.values_list("to", flat=True))
    assert told == sorted([room.offer_user.email, room.officer.email])
    OutboxMessage.objects.all().delete()
    confirm(room, paper, "offer", now=now)
    told = sorted(OutboxMessage.objects.values_list("to", flat=True))
    assert told == sorted([room.need_user.email, room.officer.email])


def test_the_same_recorded_and_confirmed_twice_is_once(room: Room, now: datetime) -> None:
    paper = recorded(room, now=now)
    assert recorded(room, now=now) == recorded(room, "offer", now=now) == paper
    assert confirm(room, paper, "offer", now=now) == confirm(room, paper, "offer", now=now)
    assert recorded(room, now=now) == paper
    assert (SignedPaper.objects.count(), PaperConfirmation.objects.count()) == (1, 2)
    assert DocumentVersion.objects.count() == 1


def test_a_record_of_the_officer_needs_both_sides(room: Room, now: datetime) -> None:
    paper = recorded(room, "officer", now=now)
    assert not paper.confirmations.exists()
    confirm(room, paper, "offer", now=now)
    assert stage_state(room) == "current"
    confirm(room, paper, "need", now=now)
    assert stage_state(room) == "done"


def test_what_waits_is_replaced_by_who_recorded_it_and_the_officer_alone(room: Room, now: datetime) -> None:
    first = recorded(room, now=now)
    with pytest.raises(recording.OtherWaits):
        recorded(room, "offer", now=now, number="13/2026")
    second = recorded(room, now=now, number="13/2026")
    with pytest.raises(recording.PaperReplaced):
        confirm(room, first, "offer", now=now)
    third = recorded(room, "officer", now=now, number="14/2026")
    confirm(room, third, "offer", now=now)
    assert stage_state(room) == "current"
    confirm(room, third, "need", now=now)
    second.refresh_from_db()
    assert (stage_state(room), second.replaced_at) == ("done", now)


def test_a_correction_takes_the_place_once_both_have_confirmed_it(room: Room, now: datetime) -> None:
    first = recorded(room, now=now)
    confirm(room, first, "offer", now=now)
    second = recorded(room, "offer", now=now, value=2_000_000_000)
    first.refresh_from_db()
    room.cooperation.refresh_from_db()
    assert (first.replaced_at, room.cooperation.value) == (None, 1_500_000_000)
    confirm(room, second, "need", now=now)
    first.refresh_from_db()
    room.cooperation.refresh_from_db()
    assert (first.replaced_at, room.cooperation.value) == (now, 2_000_000_000)
    assert Statement.objects.filter(stage__code="contract").count() == 2


def test_a_stage_opened_once_more_is_settled_by_another_record(room: Room, now: datetime) -> None:
    confirm(room, recorded(room, now=now), "offer", now=now)
    stages.reopen(cooperation=room.cooperation, code="contract", by=room.officer, now=now, note=EVIDENCE)
    confirm(room, recorded(room, now=now, number="13/2026"), "offer", now=now)
    assert stage_state(room) == "done"


def test_nothing_is_recorded_of_a_stage_that_has_not_begun(room: Room, now: datetime) -> None:
    early = make_room(now=now, with_listings=False)
    with pytest.raises(stages.WrongStage):
        recorded(early, now=now)
    assert recorded(room, now=now, kind="mou").kind == "mou"
    stage = current_of(room.cooperation)
    assert stage is not None
    assert stage.code == "contract"


def test_a_memorandum_leaves_the_value_alone(room: Room, now: datetime) -> None:
    confirm(room, recorded(room, now=now, kind="mou"), "offer", now=now)
    room.cooperation.refresh_from_db()
    assert room.cooperation.value is None


def test_who_may_record_and_confirm(room: Room, now: datetime) -> None:
    editor = make_member(room.cooperation.need_side, role=Membership.Role.EDITOR)
    reader = make_member(room.cooperation.offer_side, role=Membership.Role.READER)
    paper = recorded(room, now=now, by=editor)
    refused = [("offer", reader), ("offer", room.need_user), ("offer", room.officer), ("officer", room.officer)]
    for side, by in refused:
        with pytest.raises(stages.NotAllowed):
            confirm(room, paper, side, now=now, by=by)
    with pytest.raises(stages.NotAllowed):
        recorded(room, "offer", now=now, by=reader)
    assert paper.confirmations.count() == 1


def test_records_and_confirmations_stand(room: Room, now: datetime) -> None:
    recorded(room, now=now)
    for rows, change in (
        (SignedPaper.objects.all(), {"value": 1}),
        (PaperConfirmation.objects.all(), {"side": "offer"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()


def test_the_page_records_with_money_as_people_write_it(room: Room) -> None:
    assert send(room, room.need_user).status_code == 302
    paper = SignedPaper.objects.get()
    assert (paper.number, paper.value, str(paper.valid_to)) == ("12/2026/HĐCGCN", 1_500_000_000, "2029-11-30")
    page = client_of(room.offer_user).get(address(room, "papers/contract/")).content.decode()
    assert "Confirm the record" in page
    confirmed = client_of(room.offer_user).post(address(room, f"papers/{paper.pk}/confirm/"))
    assert (confirmed.status_code, stage_state(room)) == (302, "done")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"signed_on": "20/11/2027"}, "signed_on"),
        ({"signed_on": ""}, "signed_on"),
        ({"value": "nhiều"}, "value"),
        ({"valid_to": "01/01/2026"}, "valid_to"),
        ({"scan": SimpleUploadedFile("hop-dong.docx", office())}, "scan"),
        ({"scan": SimpleUploadedFile("hop-dong.pdf", image("PNG"))}, "scan"),
        ({"scan": ""}, "scan"),
    ],
)
def test_faults_are_named_and_what_was_typed_stays(room: Room, changes: dict[str, Any], field: str) -> None:
    refused = send(room, room.need_user, **changes)
    page = BeautifulSoup(refused.content, "html.parser")
    assert (refused.status_code, page.select_one("#id_number")["value"]) == (422, TYPED["number"])
    assert page.select_one(f"#id_{field}")["aria-invalid"] == "true"
    assert not SignedPaper.objects.exists()


def test_who_takes_no_part_meets_404(room: Room, now: datetime) -> None:
    paper = recorded(room, now=now)
    stranger = make_member(make_organisation("Công ty khác"))
    reader = make_member(room.cooperation.offer_side, role=Membership.Role.READER)
    for user in (stranger, make_officer()):
        assert client_of(user).get(address(room, "papers/contract/")).status_code == 404
        assert client_of(user).post(address(room, f"papers/{paper.pk}/confirm/")).status_code == 404
    assert client_of(reader).get(address(room, "papers/contract/")).status_code == 200
    assert send(room, reader).status_code == 404
    for user in (reader, room.officer):
        assert client_of(user).post(address(room, f"papers/{paper.pk}/confirm/")).status_code in (404, 422)
    assert client_of(room.need_user).get(address(room, "papers/nda/")).status_code == 404
    assert paper.confirmations.count() == 1


def test_the_room_and_the_page_take_the_same_queries_however_often_it_was_corrected(
    room: Room, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(4):
        other = recorded(room, now=now, number=f"{number}/2026")
        if number % 2:
            confirm(room, other, "offer", now=now)
    for user in (room.need_user, room.officer):
        client = client_of(user)
        assert b"3/2026" in client.get(address(room)).content
        with django_assert_max_num_queries(ROOM_QUERIES):
            client.get(address(room))
        with django_assert_max_num_queries(ROOM_QUERIES):
            client.get(address(room, "papers/contract/"))
