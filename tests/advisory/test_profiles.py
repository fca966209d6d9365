"""A profile from draft to verified and back, who may do what, and that nothing happens twice."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts import consent
from accounts.models import Consent, OutboxMessage, User
from advisory.experts import profiles
from advisory.models import ExpertProfile
from tests.factories import ManagerFactory, OfficerFactory, UserFactory
from tests.factories_advisory import WATER, make_expert
from tests.factories_catalog import concept

pytestmark = pytest.mark.django_db

FORM = {
    "name": "TS. Đỗ Thị Hà", "headline_vi": "Nước thải", "about_vi": "Mười năm kiểm toán nước thải.",
    "fields_": ["207"], "services": ["assessment", "consulting"], "languages": ["vi"], "availability": "now",
}  # fmt: skip


def save(user: User, now: datetime, *, asks: bool = False, is_shown: bool = False, **details: Any) -> ExpertProfile:
    values = {**WATER, "name": user.full_name, "services": ["ip"], "languages": ["vi"], **details}
    return profiles.save_profile(
        user=user, fields=[concept("st_field", "207")], is_shown=is_shown, asks=asks, now=now, **values
    )


def test_check_holds_for_two_years_and_is_told(now: datetime) -> None:
    user, officer = UserFactory(), OfficerFactory()
    profile = profiles.verify(profile=save(user, now, asks=True, is_shown=True), by=officer, now=now, note="Bằng TS.")
    assert (profile.verified_by, profile.verified_until, profile.asked_at) == (officer, date(2028, 11, 22), None)
    assert profile.is_public
    letter = OutboxMessage.objects.get(user=user)
    assert "22 tháng 11 năm 2028" in letter.text


@pytest.mark.parametrize(
    ("details", "stays"),
    [
        ({}, True),
        ({"availability": "away"}, True),
        ({"workplace": "Viện khác"}, False),
        ({"services": ["ip", "consulting"]}, False),
    ],
)
def test_other_words_than_the_checked_ones_are_checked_again(
    now: datetime, details: dict[str, Any], stays: bool
) -> None:
    user = UserFactory()
    profiles.verify(profile=save(user, now, asks=True), by=OfficerFactory(), now=now)
    assert save(user, now, **details).is_verified is stays


def test_consent_goes_with_being_shown(now: datetime) -> None:
    user = UserFactory()
    save(user, now)
    assert not Consent.objects.filter(user=user).exists()
    for shown in (True, True, False):
        save(user, now, is_shown=shown)
        assert consent.has_given(user, Consent.Purpose.EXPERT) is shown
    assert Consent.objects.filter(user=user, purpose="expert").count() == 2


def test_nobody_checks_themselves_and_nothing_unasked(now: datetime) -> None:
    officer = OfficerFactory()
    own = save(officer, now, asks=True)
    for change in (profiles.verify, profiles.send_back):
        with pytest.raises(profiles.OwnProfile):
            change(profile=own, by=officer, now=now, note="x")  # type: ignore[operator]
        with pytest.raises(profiles.NotAsked):
            change(profile=save(UserFactory(), now), by=officer, now=now, note="x")  # type: ignore[operator]


def test_sent_back_with_a_reason_and_asked_again(now: datetime) -> None:
    user = UserFactory()
    profile = profiles.send_back(
        profile=save(user, now, asks=True), by=OfficerFactory(), now=now, note="Thiếu số quyết định."
    )
    assert (profile.asked_at, profile.is_verified) == (None, False)
    assert "Thiếu số quyết định." in OutboxMessage.objects.get(user=user).text
    again = save(user, now, asks=True)
    assert (again.asked_at, again.returned_note) == (now, "")


def test_sweep_takes_the_mark_once(now: datetime) -> None:
    old = make_expert(now=now, verified_until=(now - timedelta(days=1)).date())
    make_expert(now=now)
    assert [profiles.end_verifications(now=now) for _ in range(2)] == [1, 0]
    old.refresh_from_db()
    assert (old.verified_at, old.is_verified) == (None, False)


@pytest.mark.django_db(transaction=True)
def test_profile_saved_twice_at_once_is_one(now: datetime) -> None:
    user = UserFactory()
    save_all([lambda: save(user, now), lambda: save(user, now)])
    assert ExpertProfile.objects.filter(user=user).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_write_one_letter(now: datetime) -> None:
    profile = save(UserFactory(), now, asks=True)
    first, second = OfficerFactory(), OfficerFactory()
    save_all([
        lambda: profiles.verify(profile=profile, by=first, now=now),
        lambda: profiles.send_back(profile=profile, by=second, now=now, note="Thiếu."),
    ])  # fmt: skip
    assert OutboxMessage.objects.filter(user=profile.user).count() == 1


def save_all(works: list[Any]) -> None:
    def run(work: Any) -> None:
        try:
            work()
        except profiles.NotAsked:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_form_keeps_a_draft_and_asks_when_complete(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    assert client.get("/account/expert/").status_code == 200
    assert client.post("/account/expert/", {"name": "Đỗ Thị Hà", "availability": "now"}).status_code == 302
    lacking = client.post(
        "/account/expert/", {"name": "Đỗ Hà", "availability": "later", "about_vi": "Đã viết.", "ask": "1"}
    )
    assert lacking.status_code == 422
    assert "Đã viết." in lacking.content.decode()
    assert set(lacking.context["form"].errors) == {"free_from", "fields_", "services", "languages", "headline_vi"}
    assert client.post("/account/expert/", {**FORM, "ask": "1"}).status_code == 302
    assert user.expert_profile.asked_at is not None


@pytest.mark.parametrize(("who", "status"), [("visitor", 302), ("member", 404), ("officer", 200), ("manager", 200)])
def test_only_officers_see_the_check(client: Client, now: datetime, who: str, status: int) -> None:
    profile = save(UserFactory(), now, asks=True)
    if who != "visitor":
        client.force_login({"member": UserFactory, "officer": OfficerFactory, "manager": ManagerFactory}[who]())
    pages = ("/staff/experts/", f"/staff/experts/{profile.pk}/")
    assert [client.get(page).status_code for page in pages] == [status, status]


def test_a_draft_is_nobodys_business(client: Client, now: datetime) -> None:
    client.force_login(OfficerFactory())
    assert client.get(f"/staff/experts/{save(UserFactory(), now).pk}/").status_code == 404


def test_officer_verifies_and_sends_back_from_the_page(client: Client, now: datetime) -> None:
    client.force_login(OfficerFactory())
    first, second = (save(UserFactory(), now, asks=True) for _ in range(2))
    assert client.post(f"/staff/experts/{first.pk}/verify/", {"note": "Bằng"}).status_code == 302
    assert client.post(f"/staff/experts/{second.pk}/send-back/", {"note": ""}).status_code == 422
    assert client.post(f"/staff/experts/{second.pk}/send-back/", {"note": "Thiếu"}).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_verified, second.returned_note) == (True, "Thiếu")


@pytest.mark.parametrize("count", [1, 3])
def test_officers_list_takes_the_same_queries(
    client: Client, now: datetime, count: int, django_assert_num_queries: Any
) -> None:
    client.force_login(OfficerFactory())
    for _ in range(count):
        save(UserFactory(), now, asks=True)
    client.get("/staff/experts/")
    with django_assert_num_queries(8):
        client.get("/staff/experts/")
