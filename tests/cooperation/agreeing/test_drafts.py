"""Texts of a memorandum and a contract: filled in with both sides, the listings and the plan; signed on paper."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts.models import Membership
from cooperation.agreeing import confirming, drafting
from cooperation.models import Agreement, AgreementConfirmation, AgreementTemplate
from cooperation.pipeline import stages
from tests.cooperation.agreeing.test_agreements import FILLED, text
from tests.cooperation.pipeline.test_room_views import ROOM_QUERIES, address, client_of
from tests.factories_catalog import make_member, make_officer, make_organisation
from tests.factories_pipeline import Room, make_room, move_to, settle

pytestmark = pytest.mark.django_db


def drawn_up(room: Room, kind: str, *, now: datetime) -> Agreement:
    return drafting.draft(
        cooperation=room.cooperation, kind=kind, side="need", filled=FILLED, by=room.need_user, now=now
    )


@pytest.mark.parametrize("kind", ["mou", "contract"])
def test_the_text_names_the_listings_and_the_plan(now: datetime, kind: str) -> None:
    room = make_room(now=now)
    move_to(room, kind, now=now)
    made = drawn_up(room, kind, now=now)
    for listing in (room.cooperation.need, room.cooperation.offer):
        assert listing is not None
        assert all(listing.reference in each.replace("\\", "") for each in (made.text_vi, made.text_en))
    assert ("Chạy thử tại doanh nghiệp: " in made.text_vi, "Pilot at the plant: " in made.text_en) == (True, True)
    assert not any("{" in each for each in (made.text_vi, made.text_en))


def test_without_listings_dots_stand_in_their_place(now: datetime) -> None:
    room = make_room(now=now, with_listings=False)
    move_to(room, "contract", now=now)
    assert "Nhu cầu của Bên A: …………" in drawn_up(room, "contract", now=now).text_vi


def test_a_contract_is_not_confirmed_in_the_portal(now: datetime) -> None:
    room = make_room(now=now)
    move_to(room, "contract", now=now)
    made = drawn_up(room, "contract", now=now)
    with pytest.raises(stages.WrongStage):
        confirming.confirm(agreement=made, side="need", by=room.need_user, now=now)
    assert client_of(room.need_user).post(address(room, f"agreement/{made.pk}/"), {"way": "scan"}).status_code == 404
    assert not AgreementConfirmation.objects.exists()


def test_it_is_drawn_up_while_its_stage_is_under_way(now: datetime) -> None:
    room = make_room(now=now)
    with pytest.raises(stages.WrongStage):
        drawn_up(room, "mou", now=now)
    move_to(room, "mou", now=now)
    first = drawn_up(room, "mou", now=now)
    settle(room, now=now)
    with pytest.raises(stages.WrongStage):
        drawn_up(room, "mou", now=now)
    assert Agreement.objects.get() == first


def test_a_template_of_ones_own_is_used(now: datetime) -> None:
    room = make_room(now=now)
    move_to(room, "mou", now=now)
    version = AgreementTemplate(kind="mou", text_vi="Kế hoạch: {plan}", text_en="Plan: {plan}")
    drafting.number_template(version)
    version.save()
    assert (version.version, drawn_up(room, "mou", now=now).text_en.startswith("Plan: Memorandum")) == (2, True)


def test_the_page_draws_it_up_and_saves_it_as_pdf(now: datetime, django_assert_max_num_queries: object) -> None:
    room = make_room(now=now)
    move_to(room, "contract", now=now)
    client, page = client_of(room.need_user), address(room, "drafts/contract/")
    assert page in client.get(address(room)).content.decode()
    assert client.get(address(room, "drafts/contract/pdf/")).status_code == 404
    refused = client.post(page, FILLED | {"subject": ""})
    assert (refused.status_code, "Viện trưởng" in refused.content.decode()) == (422, True)
    assert client.post(page, FILLED).status_code == 302
    shown = text(client.get(page))
    assert ("Transfer contract" in shown, "With the second factor" in shown) == (True, False)
    with django_assert_max_num_queries(ROOM_QUERIES):  # type: ignore[operator]
        client.get(page)
    response = client.get(address(room, "drafts/contract/pdf/"))
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")


def test_who_takes_no_part_meets_404(now: datetime) -> None:
    room = make_room(now=now)
    move_to(room, "contract", now=now)
    stranger = make_member(make_organisation("Công ty khác"))
    for user in (stranger, make_officer()):
        assert client_of(user).get(address(room, "drafts/contract/")).status_code == 404
    reader = client_of(make_member(room.cooperation.need_side, role=Membership.Role.READER))
    assert reader.get(address(room, "drafts/contract/")).status_code == 200
    assert reader.post(address(room, "drafts/contract/"), FILLED).status_code == 404
    assert reader.get(address(room, "drafts/pilot/")).status_code == 404
