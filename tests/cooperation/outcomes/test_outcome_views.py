"""Pages of reports: who sees and does what, nothing typed is lost, and a room that stays as fast."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, User
from cooperation.models import Cooperation, OutcomeReport
from cooperation.outcomes import settling
from tests.cooperation.pipeline.test_room_views import ROOM_QUERIES, address, client_of, post
from tests.factories_catalog import make_member, make_officer, make_organisation, make_user
from tests.factories_outcomes import OUTPUT, make_draft, make_running, make_sent, make_verified
from tests.factories_pipeline import Room

pytestmark = pytest.mark.django_db
TYPED = {
    "output": OUTPUT, "output_figure": "300 mẫu/tháng", "cost_saved": "450 triệu", "energy_saved": "18%",
    "jobs": "4", "revenue": "1,5 tỷ", "went_well": "Nhanh.", "went_badly": "Thiếu người.",
}  # fmt: skip


@pytest.fixture
def room(now: datetime) -> Room:
    return make_running(now=now, with_listings=False)


def page(room: Room, user: User, rest: str = "") -> Any:
    return client_of(user).get(address(room, rest))


def test_a_report_is_written_sent_confirmed_and_verified(room: Room) -> None:
    begun = post(room, room.need_user, "outcomes/production/begin/")
    report = OutcomeReport.objects.get()
    rest = f"outcomes/{report.pk}/"
    assert begun["Location"] == address(room, f"{rest}write/")
    sent = post(room, room.need_user, f"{rest}write/", version="0", send="", **TYPED)
    assert sent["Location"] == address(room, rest)
    assert post(room, room.offer_user, f"{rest}remark/", agrees="yes").status_code == 302
    assert post(room, room.officer, f"{rest}verify/").status_code == 302
    report.refresh_from_db()
    assert (report.state, report.cost_saved, report.revenue, report.jobs, report.partner_agrees) == (
        "verified", 450_000_000, 1_500_000_000, 4, True
    )  # fmt: skip
    for user in (room.need_user, room.offer_user, room.officer):
        shown = page(room, user, rest).content.decode().replace("\xa0", " ")
        assert all(text in shown for text in (OUTPUT, "VND 450 million", "300 mẫu/tháng", "Verified"))


def test_a_draft_is_kept_and_found_again(room: Room, now: datetime) -> None:
    draft = make_draft(room, now=now)
    assert post(room, room.need_user, f"outcomes/{draft.pk}/write/", version="0", save="", **TYPED).status_code == 302
    colleague = make_member(room.cooperation.need_side, role=Membership.Role.EDITOR)
    shown = page(room, colleague, f"outcomes/{draft.pk}/").wsgi_request.path
    form = client_of(colleague).get(shown, follow=True).content.decode()
    assert all(text in form for text in (OUTPUT, "450 million", "Thiếu người."))


@pytest.mark.parametrize(
    ("field", "typed"),
    [("output_figure", "nhiều lắm"), ("cost_saved", "kha khá"), ("jobs", "bốn"), ("jobs", "-1"), ("revenue", "500")],
)
def test_what_is_wrong_stays_and_the_rest_is_stored(room: Room, now: datetime, field: str, typed: str) -> None:
    draft = make_draft(room, now=now)
    answer = post(room, room.need_user, f"outcomes/{draft.pk}/write/", version="0", send="", **TYPED | {field: typed})
    assert (answer.status_code, f'value="{typed}"' in answer.content.decode()) == (422, True)
    draft.refresh_from_db()
    assert (draft.state, draft.output, draft.version, bool(getattr(draft, field))) == ("draft", OUTPUT, 1, False)


def test_nothing_in_words_is_saved_but_not_sent(room: Room, now: datetime) -> None:
    draft = make_draft(room, now=now)
    rest, data = f"outcomes/{draft.pk}/write/", TYPED | {"output": ""}
    assert post(room, room.need_user, rest, version="0", send="", **data).status_code == 422
    assert post(room, room.need_user, rest, version="1", save="", **data).status_code == 302


def test_a_colleagues_change_is_shown_beside_what_was_typed(room: Room, now: datetime) -> None:
    draft = make_draft(room, now=now)
    rest = f"outcomes/{draft.pk}/write/"
    post(room, room.need_user, rest, version="0", save="", **TYPED)
    answer = post(room, room.need_user, rest, version="0", save="", **TYPED | {"went_well": "Khác hẳn."})
    shown = answer.content.decode()
    assert (answer.status_code, "Khác hẳn." in shown, "Nhanh." in shown) == (409, True, True)
    assert post(room, room.need_user, rest, version="x" * 50, save="", **TYPED | {"jobs": "5"}).status_code == 409


def test_a_draft_is_the_demand_sides_own(room: Room, now: datetime) -> None:
    draft = make_draft(room, now=now)
    reader = make_member(room.cooperation.need_side, role=Membership.Role.READER)
    stranger = make_member(make_organisation("Công ty khác"))
    for user in (room.offer_user, room.officer, stranger, make_officer(), reader):
        assert page(room, user, f"outcomes/{draft.pk}/write/").status_code == 404
        assert post(room, user, f"outcomes/{draft.pk}/write/", version="0", **TYPED).status_code == 404
    for user in (room.offer_user, room.officer):
        assert page(room, user, f"outcomes/{draft.pk}/").status_code == 404
    assert Client().get(address(room, f"outcomes/{draft.pk}/")).status_code == 302


def test_each_side_does_its_own_part(room: Room, now: datetime) -> None:
    rest = f"outcomes/{make_sent(room, now=now).pk}/"
    stranger, manager = make_member(make_organisation("Công ty khác")), make_user(role=User.Role.MANAGER)
    for user, part, status in [
        (room.need_user, "verify/", 404),
        (room.offer_user, "return/", 404),
        (make_officer(), "verify/", 404),
        (stranger, "remark/", 404),
        (room.need_user, "remark/", 422),
        (manager, "verify/", 302),
    ]:
        answer = post(room, user, rest + part, note="Thiếu đơn vị đo.", agrees="yes")
        assert answer.status_code == status, (part, status)


def test_a_report_of_another_room_is_not_found(room: Room, now: datetime) -> None:
    other = make_running(now=now, with_listings=False, officer=room.officer)
    report = make_sent(other, now=now)
    assert page(room, room.officer, f"outcomes/{report.pk}/").status_code == 404
    assert post(room, room.officer, f"outcomes/{report.pk}/verify/").status_code == 404


def test_a_returned_report_says_why_and_is_revised(room: Room, now: datetime) -> None:
    report = make_sent(room, now=now)
    why = "Xin ghi rõ sản lượng trước và sau."
    assert post(room, room.officer, f"outcomes/{report.pk}/return/", note="").status_code == 422
    assert post(room, room.officer, f"outcomes/{report.pk}/return/", note=why).status_code == 302
    assert why in page(room, room.need_user, f"outcomes/{report.pk}/").content.decode()
    assert "Revise" in page(room, room.need_user).content.decode()
    assert post(room, room.officer, f"outcomes/{report.pk}/verify/").status_code == 422


def test_the_room_says_whose_turn_it_is(room: Room, now: datetime) -> None:
    assert b"Write the report" in page(room, room.need_user).content
    assert b"Write the report" not in page(room, room.offer_user).content
    sent = make_sent(room, now=now)
    assert b"Waiting for verification" in page(room, room.officer).content
    settling.verify(report=sent, by=room.officer, now=now)
    assert "300 mẫu/tháng" in page(room, room.offer_user).content.decode()


def test_officers_find_what_waits_for_them(room: Room, now: datetime) -> None:
    Cooperation.objects.filter(pk=room.cooperation.pk).update(state="completed", ended_at=now)
    listed = "/en/cooperations/followed/?group=reports"
    assert room.cooperation.reference not in client_of(room.officer).get(listed).content.decode()
    make_sent(room, now=now)
    assert room.cooperation.reference in client_of(room.officer).get(listed).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_what_waits_takes_the_same_queries(
    now: datetime, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    officer = make_officer()
    for _number in range(count):
        make_sent(make_running(now=now, with_listings=False, officer=officer), now=now)
    client = client_of(officer)
    with django_assert_num_queries(9):
        shown = client.get("/en/cooperations/followed/?group=reports").content.decode()
    assert shown.count("Xét nghiệm nhanh EHP") >= count


@pytest.mark.parametrize("rounds", [1, 6])
def test_the_room_takes_the_same_queries_however_many_reports(
    room: Room, now: datetime, rounds: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rounds):
        later = now + timedelta(days=200 + number)
        for kind in ("pilot", "production", "impact_6"):
            make_verified(room, kind, now=later)
        settling.send_back(report=make_sent(room, now=later), note="Xin đo lại lần nữa.", by=room.officer, now=later)
    for user in (room.need_user, room.officer):
        client = client_of(user)
        client.get(address(room))
        with django_assert_max_num_queries(ROOM_QUERIES):
            assert b"Impact after 6 months" in client.get(address(room)).content


def test_actions_are_posted(room: Room, now: datetime) -> None:
    report = make_sent(room, now=now)
    for part in ("verify", "return", "remark"):
        assert page(room, room.officer, f"outcomes/{report.pk}/{part}/").status_code == 405
    assert page(room, room.officer, "outcomes/production/begin/").status_code == 405
