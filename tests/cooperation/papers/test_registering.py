"""Registering a contract: the case decides, by the department's rule or the proposal; the certificate is evidence."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import LazySettings
from django.db import DatabaseError, transaction
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, OutboxMessage
from cooperation.models import ContractRegistration, RegistrationRule, Statement
from cooperation.papers import registering
from cooperation.pipeline import stages
from cooperation.registration_models import TransferCase
from tests.cooperation.papers.test_papers import confirm, recorded
from tests.cooperation.pipeline.test_room_views import ROOM_QUERIES, address, client_of
from tests.factories_catalog import make_member, make_officer, make_organisation
from tests.factories_pipeline import Room, make_room, move_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(now: datetime, settings: LazySettings, tmp_path: Path) -> Room:
    """Its contract was signed on 20 November 2026; the registration is next."""
    settings.MEDIA_ROOT = tmp_path
    made = make_room(now=now)
    move_to(made, "contract", now=now)
    confirm(made, recorded(made, now=now), "offer", now=now)
    OutboxMessage.objects.all().delete()
    return made


def text_of(room: Room) -> str:
    page = BeautifulSoup(client_of(room.need_user).get(address(room)).content, "html.parser")
    return " ".join(page.select_one("#registration").text.split())


def rule(case: str, **values: object) -> RegistrationRule:
    usual = {"is_required": True, "days": 30, "source": "Điều 31", "checked_on": date(2026, 10, 1)}
    return RegistrationRule.objects.create(case=case, **usual | values)


def registered(room: Room, *, now: datetime, side: str = "need", case: str = "into", **values: object) -> object:
    return registering.register(
        cooperation=room.cooperation, side=side, case=case, by=room.user[side], now=now, **values
    )


@pytest.mark.parametrize(
    ("case", "said"),
    [("into", "must be registered by 18/02/2027"), ("private", "need not be registered")],
)
def test_without_a_rule_the_proposal_holds_and_says_so(room: Room, now: datetime, case: str, said: str) -> None:
    assert "Please say which case it is" in text_of(room)
    registered(room, now=now, case=case)
    assert (said in text_of(room), "not checked by the department yet" in text_of(room)) == (True, True)


def test_the_departments_rule_takes_its_place(room: Room, now: datetime) -> None:
    rule("into")
    rule("state", is_required=False)
    registered(room, now=now)
    assert "must be registered by 20/12/2026. Source: Điều 31, as of 01/10/2026." in text_of(room)
    registered(room, now=now, case="state")
    assert "need not be registered" in text_of(room)


def test_before_a_contract_is_recorded_the_days_are_named() -> None:
    duty = registering.duty_of(TransferCase.ABROAD, None)
    with translation.override("en"):
        assert "within 90 days of signing" in registering.sentence(duty, signed_on=None)


def test_a_certificate_states_the_stage_for_its_side(room: Room, now: datetime) -> None:
    values = {"number": "45/GCN-SKHCN", "issued_on": now.date()}
    registered(room, now=now, **values)
    registered(room, now=now, **values)
    assert (ContractRegistration.objects.count(), OutboxMessage.objects.count()) == (1, 2)
    assert Statement.objects.get(stage__code="registered").note == "45/GCN-SKHCN, 23/11/2026"
    stages.state(
        cooperation=room.cooperation, code="registered", side="offer", says="done", by=room.offer_user, now=now
    )
    assert room.cooperation.stages.get(code="registered").state == "done"
    assert "certificate 45/GCN-SKHCN of 23/11/2026" in text_of(room)


def test_what_was_recorded_stands(room: Room, now: datetime) -> None:
    registered(room, now=now)
    for change in (
        lambda: ContractRegistration.objects.update(case="private"),
        ContractRegistration.objects.all().delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_page_records_it_and_keeps_what_was_typed(room: Room) -> None:
    client, here = client_of(room.need_user), address(room, "registration/")
    for typed in ({"number": "45/GCN"}, {"issued_on": "20/11/2026"}, {"number": "45", "issued_on": "20/11/2027"}, {}):
        refused = client.post(here, {"case": "into"} | typed if typed else {"number": "45/GCN"})
        assert refused.status_code == 422
        assert all(value in refused.content.decode() for value in typed.values())
    assert not ContractRegistration.objects.exists()
    assert client.post(here, {"case": "state"}).status_code == 302
    assert client.post(here, {"case": "state", "number": "45/GCN", "issued_on": "20/11/2026"}).status_code == 302
    assert ContractRegistration.objects.count() == 2


def test_who_takes_no_part_meets_404_and_readers_change_nothing(room: Room) -> None:
    stranger = make_member(make_organisation("Công ty khác"))
    for user in (stranger, make_officer()):
        assert client_of(user).get(address(room, "registration/")).status_code == 404
    reader = client_of(make_member(room.cooperation.need_side, role=Membership.Role.READER))
    assert reader.get(address(room, "registration/")).status_code == 200
    assert reader.post(address(room, "registration/"), {"case": "into"}).status_code == 422
    assert not ContractRegistration.objects.exists()
    early = make_room(now=room.cooperation.started_at, with_listings=False)
    assert b'id="registration"' not in client_of(early.need_user).get(address(early)).content


def test_the_room_takes_the_same_queries(
    room: Room, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rule("into")
    registered(room, now=now)
    client = client_of(room.need_user)
    client.get(address(room))
    with django_assert_max_num_queries(ROOM_QUERIES):
        client.get(address(room))
    with django_assert_max_num_queries(ROOM_QUERIES):
        client.get(address(room, "registration/"))
