"""The room and the lists: who sees them, what can be done there, and in how many queries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, User
from cooperation.models import DateProposal, RoomGuest, RoomMessage, Statement
from cooperation.pipeline import stages, talking
from cooperation.pipeline.stages import current_of
from tests.factories_catalog import make_member, make_officer, make_organisation, make_user
from tests.factories_pipeline import EVIDENCE, Room, make_room, move_to

pytestmark = pytest.mark.django_db
ROOM_QUERIES = 12


@pytest.fixture
def room(now: datetime) -> Room:
    made = make_room(now=now)
    move_to(made, "meeting", now=now)
    return made


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(room: Room, rest: str = "") -> str:
    return f"/en/cooperations/{room.cooperation.reference}/{rest}"


def post(room: Room, user: User, rest: str, **data: Any) -> Any:
    return client_of(user).post(address(room, rest), data)


def test_both_sides_officer_manager_and_guest_see_it_and_nobody_else(room: Room, now: datetime) -> None:
    guest = make_user()
    talking.invite(cooperation=room.cooperation, expert=guest, by=room.officer, now=now)
    manager = make_user(role=User.Role.MANAGER)
    reader = make_member(room.cooperation.need_side, role=Membership.Role.READER)
    for user in (room.need_user, room.offer_user, room.officer, manager, guest, reader):
        assert client_of(user).get(address(room)).status_code == 200
    stranger = make_member(make_organisation("Công ty khác"))
    for user in (stranger, make_officer()):
        assert client_of(user).get(address(room)).status_code == 404
        assert post(room, user, "messages/", text="Xin chào").status_code == 404
    assert Client().get(address(room)).status_code == 302


def test_who_leaves_loses_access_at_once(room: Room, now: datetime) -> None:
    client = client_of(room.need_user)
    assert client.get(address(room)).status_code == 200
    Membership.objects.filter(user=room.need_user).delete()
    assert client.get(address(room)).status_code == 404
    guest = talking.invite(cooperation=room.cooperation, expert=make_user(), by=room.officer, now=now)
    talking.dismiss(guest=guest, by=room.officer, now=now)
    assert client_of(guest.user).get(address(room)).status_code == 404


def test_a_stage_is_confirmed_by_both_sides(room: Room) -> None:
    assert post(room, room.need_user, "stages/meeting/", says="done", note=EVIDENCE).status_code == 302
    page = client_of(room.offer_user).get(address(room)).content.decode()
    assert EVIDENCE in page
    assert post(room, room.offer_user, "stages/meeting/", says="done").status_code == 302
    stage = current_of(room.cooperation)
    assert stage is not None
    assert stage.code == "assessment"


def test_what_was_typed_stays_with_every_refusal(room: Room) -> None:
    for rest, data, kept in [
        ("stages/meeting/", {"says": "done", "note": "ngắn"}, "ngắn"),
        ("stages/contract/", {"says": "done", "note": EVIDENCE}, EVIDENCE),
        ("deadline/", {"to_date": "01/01/2020", "reason": "Chờ mưa tạnh để đo."}, "Chờ mưa tạnh để đo."),
        ("deadline/", {"to_date": "32/01/2027", "reason": "Chờ mưa tạnh để đo."}, "32/01/2027"),
        ("terms/", {"value": "nhiều"}, "nhiều"),
        ("close/", {"note": "Lời nhắn cuối."}, "Lời nhắn cuối."),
    ]:
        response = post(room, room.need_user, rest, **data)
        assert (response.status_code, kept in response.content.decode()) == (422, True), rest


def test_a_reader_sees_no_form_and_cannot_confirm(room: Room) -> None:
    reader = make_member(room.cooperation.need_side, role=Membership.Role.READER)
    assert b"Confirm for our side" not in client_of(reader).get(address(room)).content
    assert post(room, reader, "stages/meeting/", says="done", note=EVIDENCE).status_code == 422
    assert not Statement.objects.filter(stage__code="meeting").exists()


def test_notes_are_read_by_ones_own_side_alone(room: Room) -> None:
    post(room, room.need_user, "messages/", text="Giá trần của ta là 300 triệu.", is_note="on")
    post(room, room.need_user, "messages/", text="Xin gửi số đo tuần này.")
    note, message = "Giá trần của ta là 300 triệu.", "Xin gửi số đo tuần này."
    for user, sees_note in [(room.need_user, True), (room.offer_user, False), (room.officer, False)]:
        for rest in ("", "messages/all/"):
            page = client_of(user).get(address(room, rest)).content.decode()
            assert (note in page, message in page) == (sees_note, True)


def test_a_deadline_is_proposed_agreed_and_refused(room: Room) -> None:
    post(room, room.need_user, "deadline/", to_date="15/01/2027", reason="Vụ tôm kết thúc giữa tháng Một.")
    proposal = DateProposal.objects.get()
    assert post(room, room.need_user, f"deadline/{proposal.pk}/", answer="agree").status_code == 422
    assert post(room, room.offer_user, f"deadline/{proposal.pk}/", answer="agree").status_code == 302
    stage = current_of(room.cooperation)
    assert stage is not None
    assert (str(stage.due_on), DateProposal.objects.get().state) == ("2027-01-15", "agreed")


def test_an_expert_writes_and_confirms_nothing(room: Room) -> None:
    expert = make_user(email="chuyen-gia@vidu.test")
    assert post(room, room.officer, "experts/", email=expert.email).status_code == 302
    assert post(room, expert, "messages/", text="Tôi có thể đo giúp.").status_code == 302
    assert post(room, expert, "stages/meeting/", says="done", note=EVIDENCE).status_code == 422
    assert post(room, room.officer, "experts/", email=room.need_user.email).status_code == 422
    assert post(room, room.officer, "experts/", email="khong-co@vidu.test").status_code == 422
    assert post(room, expert, f"experts/{RoomGuest.objects.get().pk}/").status_code == 302


def test_ending_and_taking_up_again(room: Room) -> None:
    assert post(room, room.offer_user, "close/", reason="price").status_code == 302
    assert post(room, room.offer_user, "close/", reason="price").status_code == 302
    room.cooperation.refresh_from_db()
    assert (room.cooperation.state, room.cooperation.reason) == ("closed", "price")
    assert post(room, room.need_user, "stages/meeting/", says="done", note=EVIDENCE).status_code == 422
    assert post(room, room.need_user, "resume/", note=EVIDENCE).status_code == 404
    assert post(room, room.officer, "resume/", note=EVIDENCE).status_code == 302
    room.cooperation.refresh_from_db()
    assert room.cooperation.state == "active"


def test_what_officers_note_is_theirs_alone(room: Room) -> None:
    post(room, room.officer, "contacts/", note="Đã gọi hai bên, hẹn thứ Năm.")
    assert "Đã gọi hai bên" in client_of(room.officer).get(address(room)).content.decode()
    assert "Đã gọi hai bên" not in client_of(room.need_user).get(address(room)).content.decode()


def test_an_unassigned_cooperation_is_taken_by_one_officer(room: Room) -> None:
    room.cooperation.officer = None
    room.cooperation.save()
    first, second = make_officer(), make_officer()
    assert client_of(first).get(address(room)).status_code == 404
    assert (
        room.cooperation.title in client_of(first).get("/en/cooperations/followed/?group=unassigned").content.decode()
    )
    assert post(room, first, "officer/")["Location"] == address(room)
    assert post(room, second, "officer/")["Location"] == "/en/cooperations/followed/"
    room.cooperation.refresh_from_db()
    assert room.cooperation.officer == first


def test_only_managers_give_work_to_others(room: Room) -> None:
    colleague, manager = make_officer(), make_user(role=User.Role.MANAGER)
    post(room, room.officer, "officer/", officer=colleague.pk)
    room.cooperation.refresh_from_db()
    assert room.cooperation.officer == room.officer
    post(room, manager, "officer/", officer=colleague.pk)
    room.cooperation.refresh_from_db()
    assert room.cooperation.officer == colleague


@pytest.mark.parametrize("rest", ["stages/meeting/", "deadline/", "messages/", "terms/", "experts/"])
def test_actions_are_posted(room: Room, rest: str) -> None:
    assert client_of(room.officer).get(address(room, rest)).status_code == 405


@pytest.mark.parametrize("rounds", [1, 8])
def test_room_takes_the_same_queries_however_long_its_history(
    room: Room, now: datetime, rounds: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rounds):
        later = now + timedelta(hours=number)
        RoomMessage.objects.create(
            cooperation=room.cooperation, author=room.offer_user, side="offer", text="x", at=later
        )
        stages.state(
            cooperation=room.cooperation, code="meeting", side="officer", says="done", note=EVIDENCE, by=room.officer,
            now=later,
        )  # fmt: skip
        stages.reopen(cooperation=room.cooperation, code="meeting", note=EVIDENCE, by=room.officer, now=later)
    for user in (room.need_user, room.officer):
        client = client_of(user)
        client.get(address(room))
        with django_assert_max_num_queries(ROOM_QUERIES):
            client.get(address(room))


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_the_same_queries_however_long(
    now: datetime, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    officer = make_officer()
    rooms = [make_room(now=now, officer=officer, with_listings=False) for _ in range(count)]
    for room in rooms:
        Membership.objects.get_or_create(user=rooms[0].need_user, organisation=room.cooperation.need_side, role="owner")
    for user, url, queries in [(rooms[0].need_user, "", 7), (officer, "followed/", 9)]:
        client = client_of(user)
        with django_assert_num_queries(queries):
            page = client.get(f"/en/cooperations/{url}").content.decode()
        assert page.count("Xét nghiệm nhanh EHP") >= count


def test_an_officer_opens_a_cooperation_of_two_that_met_elsewhere(now: datetime) -> None:
    need_side, offer_side = make_organisation("Xưởng A"), make_organisation("Viện B", kind="institute")
    member, officer = make_member(need_side), make_officer()
    client = client_of(officer)
    bad = client.post("/en/cooperations/new/", {"title": "Sấy", "need_side": need_side.pk, "offer_side": need_side.pk})
    assert (bad.status_code, "Sấy" in bad.content.decode()) == (422, True)
    made = client.post(
        "/en/cooperations/new/", {"title": "Sấy lúa", "need_side": need_side.pk, "offer_side": offer_side.pk}
    )
    assert made.status_code == 302
    assert client_of(member).get(made["Location"]).status_code == 200
    assert client_of(member).get("/en/cooperations/new/").status_code == 404
