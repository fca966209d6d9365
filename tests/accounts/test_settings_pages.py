"""One's own settings, and ending letters by a link."""

import pytest
from django.core import signing
from django.test import Client

from accounts import consent, unsubscribing
from accounts.models import Consent, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SETTINGS, CHOICES = "/account/settings/", "/account/settings/choices/"
SUGGESTIONS = Consent.Purpose.SUGGESTIONS


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user)
    return user


def unsubscribe_path(user, category="suggestions"):
    return f"/mail/unsubscribe/{unsubscribing.token_for(user, category)}/"


def test_settings_are_saved_and_nothing_else(client, user):
    fields = {"full_name": "Lê Văn Bảy", "title": "Trưởng phòng", "phone": "0912345678", "language": "en"}
    response = client.post(SETTINGS, {**fields, "role": "manager", "email": "khac@vidu.test", "is_staff": "on"})
    found = User.objects.get()
    assert response.url == SETTINGS
    assert (found.full_name, found.title, found.phone, found.language) == (
        "Lê Văn Bảy",
        "Trưởng phòng",
        "+84 912 345 678",
        "en",
    )
    assert (found.role, found.email, found.is_staff) == ("member", user.email, False)


@pytest.mark.parametrize("fields", [{"full_name": ""}, {"phone": "x"}, {"language": "fr"}, {"title": "a\x00b"}])
def test_wrong_settings_are_told(client, user, fields):
    response = client.post(SETTINGS, {"full_name": "Lê Văn Bảy", "language": "vi", **fields})
    assert set(fields) <= set(response.context["form"].errors)


def test_choices_follow_the_boxes(client, user, now):
    client.post(CHOICES, {"suggestions": "on", "suggestion_mail": "weekly", "contact": "on"})
    assert consent.given_purposes(user) == {SUGGESTIONS, Consent.Purpose.CONTACT}
    assert User.objects.get().suggestion_mail == "weekly"
    client.post(CHOICES, {"suggestion_mail": "weekly"})
    assert consent.given_purposes(user) == set()
    assert User.objects.get().suggestion_mail == "never"


def test_saving_without_a_change_records_nothing(client, user):
    for _ in range(2):
        client.post(CHOICES, {"contact": "on"})
    assert Consent.objects.count() == 1


def test_limits_of_letters_are_saved_and_kept(client, user):
    fields = {"full_name": user.full_name, "language": "vi"}
    client.post(SETTINGS, {**fields, "quiet_hours": "nights"})
    client.post(CHOICES, {"suggestions": "on", "suggestion_mail": "daily", "letters_per_week": "0"})
    client.post(SETTINGS, fields)
    user.refresh_from_db()
    assert (user.quiet_hours, user.letters_per_week, user.suggestion_mail) == ("nights", 0, "daily")
    refused = client.post(CHOICES, {"suggestions": "on", "letters_per_week": "7"})
    assert "letters_per_week" in refused.context["consent_form"].errors


def test_choices_are_post_only(client, user):
    assert client.get(CHOICES).status_code == 405


def test_unsubscribe_page_changes_nothing_until_the_button(client, now):
    user = UserFactory()
    consent.give(user=user, purpose=SUGGESTIONS, now=now)
    assert client.get(unsubscribe_path(user)).status_code == 200
    assert consent.has_given(user, SUGGESTIONS)
    assert client.post(unsubscribe_path(user)).status_code == 200
    assert not consent.has_given(user, SUGGESTIONS)
    assert User.objects.get().suggestion_mail == "never"


def test_one_click_of_mail_programmes_works_without_cookies(now):
    user = UserFactory()
    consent.give(user=user, purpose=SUGGESTIONS, now=now)
    client = Client(enforce_csrf_checks=True)
    response = client.post(unsubscribe_path(user), {"List-Unsubscribe": "One-Click"})
    assert (response.status_code, consent.has_given(user, SUGGESTIONS)) == (200, False)


def test_unsubscribing_again_changes_nothing_more(client, now):
    user = UserFactory()
    for _ in range(3):
        assert client.post(unsubscribe_path(user)).status_code == 200
    consent.give(user=user, purpose=Consent.Purpose.CONTACT, now=now)
    client.post(unsubscribe_path(user))
    assert consent.given_purposes(user) == {Consent.Purpose.CONTACT}


def test_wrong_tokens_change_nothing(client, now):
    user = UserFactory()
    consent.give(user=user, purpose=SUGGESTIONS, now=now)
    token = unsubscribing.token_for(user, "suggestions")
    middle = len(token) // 2
    forged = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]
    foreign = signing.dumps([user.pk, "suggestions"], salt="password")
    unknown = signing.dumps([user.pk, "everything"], salt=unsubscribing.SALT)
    nobody = signing.dumps([0, "suggestions"], salt=unsubscribing.SALT)
    for wrong in (token[:-3], token[5:], forged, foreign, unknown, nobody, "x", "%00"):
        for call in (client.get, client.post):
            assert call(f"/mail/unsubscribe/{wrong}/").status_code in (400, 404)
    assert consent.has_given(user, SUGGESTIONS)
