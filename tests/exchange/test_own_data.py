"""A person's copy of their data: it covers every table that refers to people, and holds nobody else's rows."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exchange.own_data import LEFT_OUT, PARTS, as_json, own_data
from tests.exchange.world import fill_world
from tests.factories_catalog import make_member, make_organisation, make_published
from tests.factories_cooperation import make_sides, send
from tests.factories_watches import make_watch

pytestmark = pytest.mark.django_db


def test_every_reference_to_a_person_is_covered() -> None:
    refers = {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model is User and model._meta.label not in LEFT_OUT
    }
    assert refers == set(PARTS)


def test_every_part_can_be_read(now: datetime) -> None:
    fill_world(now=timezone.now(), rows=1)
    for user in User.objects.all():
        json.loads(as_json(own_data(user, now=now)))


def test_what_one_did_is_there_and_what_others_did_is_not(now: datetime) -> None:
    sides = make_sides(now=now)
    send(sides, now=now, pitch="Chúng tôi muốn thử công nghệ này ngay trong tháng tới.")
    make_watch("q=tôm", owner=sides.sender, now=now)
    make_watch("q=lúa", owner=sides.owner, now=now)
    copy = own_data(sides.sender, now=now)
    assert copy["person"]["email"] == sides.sender.email
    assert [row["address"] for row in copy["catalog.Watch (owner)"]] == ["q=t%C3%B4m"]
    assert copy["cooperation.Interest (sent_by)"][0]["pitch"].startswith("Chúng tôi muốn thử")
    assert sides.owner.email not in as_json(copy)
    assert sides.owner.full_name not in as_json(copy)


def test_a_hidden_owner_is_not_named_in_somebody_elses_copy(now: datetime) -> None:
    need = make_published("need", now=now, is_anonymous=True, organisation=make_organisation("Đúc Zuvanka"))
    reader = make_member(make_organisation())
    need.openings.create(user=reader, what="confidential", at=now)
    copy = as_json(own_data(reader, now=now))
    assert (need.reference in copy, "Zuvanka" in copy) == (True, False)


def test_the_file_is_ones_own(client: Client, now: datetime) -> None:
    user = make_member(make_organisation(), name="Phạm Thị Riêng")
    assert client.get("/account/data/").status_code == client.post("/account/data/copy/").status_code == 302
    client.force_login(user)
    assert client.get("/account/data/").status_code == 200
    assert client.get("/account/data/copy/").status_code == 405
    response = client.post("/account/data/copy/")
    assert response["Content-Disposition"].startswith('attachment; filename="cungcau-')
    assert json.loads(response.content)["person"]["full_name"] == "Phạm Thị Riêng"
