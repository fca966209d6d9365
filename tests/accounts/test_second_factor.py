"""Officers and administrators need a second factor; codes cannot be guessed."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from accounts import sign_in_limits
from tests.factories import PASSWORD, ManagerFactory, OfficerFactory, UserFactory

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.mark.parametrize(
    ("make", "sent_away"),
    [
        (OfficerFactory, True),
        (ManagerFactory, True),
        (lambda: UserFactory(is_staff=True), True),
        (UserFactory, False),
    ],
)
def test_staff_without_a_second_factor_are_sent_to_set_one_up(client, settings, make, sent_away):
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(make())
    response = client.get("/account/settings/")
    assert (response.status_code, getattr(response, "url", None)) == (
        (302, "/account/2fa/") if sent_away else (200, None)
    )


def test_setting_it_up_and_leaving_stay_open(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(OfficerFactory())
    assert client.get("/account/2fa/").status_code == 200
    assert client.get("/about/").status_code == 200
    assert client.post("/account/logout/").status_code == 302


def test_officer_with_a_second_factor_goes_on(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    officer = OfficerFactory()
    TOTP.activate(officer, generate_totp_secret())
    client.force_login(officer)
    assert client.get("/account/settings/").status_code == 200


def test_sign_in_asks_for_the_code(client):
    user, secret = UserFactory(), generate_totp_secret()
    TOTP.activate(user, secret)
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert client.get("/account/2fa/authenticate/").status_code == 200
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_codes_cannot_be_guessed(client):
    user, secret = UserFactory(), generate_totp_secret()
    TOTP.activate(user, secret)
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    for _ in range(sign_in_limits.CODES_PER_ACCOUNT):
        client.post("/account/2fa/authenticate/", {"code": "000000"})
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert "_auth_user_id" not in client.session


def test_app_is_set_up_from_the_page(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    officer = OfficerFactory()
    client.post("/account/login/", {"login": officer.email, "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert b"data:image/svg+xml" in page.content
    client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert Authenticator.objects.filter(user=officer, type="totp").exists()
