"""Who is proposed for a listing: by text and field, with reasons, and only who can be had."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from advisory.experts.indexing import index_awaiting
from advisory.experts.suggesting import about_listing, propose
from advisory.experts.wording import with_reasons
from advisory.models import ExpertProfile
from tests.factories import OfficerFactory, UserFactory
from tests.factories_advisory import make_expert
from tests.factories_catalog import make_published

pytestmark = pytest.mark.django_db

TEST = {"headline_vi": "Xét nghiệm nhanh EHP trên tôm", "about_vi": "Xét nghiệm EHP ngay tại ao.", "headline_en": ""}
WELDING = {"headline_vi": "Hàn tự động", "about_vi": "Robot hàn trong đóng tàu.", "headline_en": ""}


def names(now: datetime, kind: str = "") -> list[str]:
    asked = about_listing(make_published("need", now=now), kind=kind)
    return [each.profile.name for each in propose(asked, today=now.date())]


def test_text_and_field_decide_and_strangers_are_left_out(now: datetime) -> None:
    make_expert("Hàn", now=now, fields=("203",), **WELDING)
    make_expert("Cùng lĩnh vực", now=now, fields=("401",), **WELDING)
    make_expert("Cùng việc", now=now, fields=("401",), **TEST)
    assert names(now) == ["Cùng việc", "Cùng lĩnh vực"]


@pytest.mark.parametrize(
    ("values", "is_found"),
    [
        ({}, True), ({"services": ["ip"]}, False), ({"availability": "away"}, False), ({"is_shown": False}, False),
        ({"availability": "later", "free_from": "2026-12-20"}, False), ({"verified_until": "2026-11-20"}, False),
    ],
)  # fmt: skip
def test_only_who_offers_the_service_and_can_be_had(now: datetime, values: dict[str, Any], is_found: bool) -> None:
    make_expert("Giỏi", now=now, fields=("401",), **{**TEST, **values})
    assert names(now, "assessment") == (["Giỏi"] if is_found else [])


def test_reasons_are_said(now: datetime) -> None:
    expert = make_expert(now=now, fields=("401",), **TEST)
    asked = about_listing(make_published("need", now=now), kind="assessment")
    ((found, said),) = with_reasons(propose(asked, today=now.date()), asked)
    assert found == expert
    assert said[0] == "Cùng lĩnh vực: Trồng trọt."
    assert "EHP" in said[1]
    assert said[2:] == ["Có dịch vụ: Đánh giá công nghệ.", "Hiện nhận việc."]


def test_a_changed_profile_is_read_again_once(now: datetime) -> None:
    expert = make_expert(now=now)
    ExpertProfile.objects.filter(pk=expert.pk).update(headline_vi="Đúc gang", updated_at=now + timedelta(minutes=1))
    assert [index_awaiting(), index_awaiting()] == [1, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_page_for_a_listing_takes_the_same_queries(
    client: Client, now: datetime, count: int, django_assert_num_queries: Any
) -> None:
    listing = make_published("need", now=now)
    for _ in range(count):
        make_expert(now=now, fields=("401",), **TEST)
    client.force_login(OfficerFactory())
    client.get(f"/staff/experts/for/{listing.reference}/")
    with django_assert_num_queries(16):
        client.get(f"/staff/experts/for/{listing.reference}/")


def test_page_for_a_listing_is_the_officers(client: Client, now: datetime) -> None:
    listing = make_published("need", now=now)
    client.force_login(UserFactory())
    assert client.get(f"/staff/experts/for/{listing.reference}/").status_code == 404
