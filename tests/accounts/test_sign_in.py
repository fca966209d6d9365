"""Sign-up, confirmation, sign-in and reset: known and unknown addresses are answered alike."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts import consent, sealing, sign_in_limits
from accounts.models import Consent, OutboxMessage, User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

SIGN_UP = {
    "full_name": "Phạm Thị Hoa",
    "email": "hoa@vidu.test",
    "password1": PASSWORD,
    "language": "vi",
    "terms": "on",
}


def sign_up(client, **changes):
    return client.post("/account/signup/", {**SIGN_UP, **changes})


def sign_in(client, email, password=PASSWORD, **headers):
    return client.post("/account/login/", {"login": email, "password": password}, **headers)


def link_in(message, settings):
    text = sealing.unseal(message.secret)[0]
    return re.search(rf"{settings.SITE_URL}(/\S+)", text)[1]


def test_sign_up_asks_to_confirm_the_address(client, settings):
    response = sign_up(client)
    message, user = OutboxMessage.objects.get(), User.objects.get()
    assert (response.status_code, response.url) == (302, "/account/confirm-email/")
    assert (user.full_name, user.suggestion_mail, message.to) == ("Phạm Thị Hoa", "never", user.email)
    assert (message.text, message.html) == ("", "")
    assert link_in(message, settings).startswith("/account/confirm-email/")
    assert "_auth_user_id" not in client.session


def test_opening_the_link_confirms_nothing_but_the_button_does(client, settings):
    sign_up(client)
    path = link_in(OutboxMessage.objects.get(), settings)
    assert client.get(path).status_code == 200
    assert EmailAddress.objects.get().verified is False
    assert client.post(path).url == reverse("exchange:desk")
    assert EmailAddress.objects.get().verified is True
    assert "_auth_user_id" in client.session


def test_link_opened_elsewhere_confirms_without_signing_in(client, settings, django_user_model):
    sign_up(client)
    path = link_in(OutboxMessage.objects.get(), settings)
    other = type(client)()
    assert other.post(path).url == reverse("account_login")
    assert EmailAddress.objects.get().verified is True


@pytest.mark.parametrize("missing", ["terms", "full_name", "email", "password1"])
def test_sign_up_needs_its_fields(client, missing):
    response = sign_up(client, **{missing: ""})
    assert (response.status_code, User.objects.count()) == (200, 0)
    assert missing in response.context["form"].errors


@pytest.mark.parametrize("password", ["ngan", "123456789012345", "password1234", "hoa@vidu.test"])
def test_weak_passwords_are_refused(client, password):
    assert "password1" in sign_up(client, password1=password).context["form"].errors


def test_boxes_are_not_ticked_and_choices_are_kept_with_their_text(client):
    form = client.get("/account/signup/").context["form"]
    assert [form[name].value() for name in ("terms", "suggestions", "contact")] == [None, None, None]
    sign_up(client, suggestions="on")
    user = User.objects.get()
    assert consent.given_purposes(user) == {Consent.Purpose.TERMS, Consent.Purpose.SUGGESTIONS}
    assert user.suggestion_mail == "at_once"


def test_sign_up_ignores_fields_that_are_not_its_own(client):
    sign_up(client, role="manager", is_staff="on", is_superuser="on", is_active="")
    user = User.objects.get()
    assert (user.role, user.is_staff, user.is_superuser, user.is_active) == ("member", False, False, True)


def test_sign_up_with_a_known_address_looks_the_same(client):
    user = UserFactory(email=SIGN_UP["email"])
    fresh, known = sign_up(client, email="moi@vidu.test"), sign_up(type(client)())
    assert (fresh.status_code, fresh.url) == (known.status_code, known.url)
    assert User.objects.filter(email=user.email).count() == 1
    assert OutboxMessage.objects.get(to=user.email).kind == "account_already_exists"


def test_sign_up_sent_twice_writes_one_letter(client):
    answers = [sign_up(client) for _ in range(3)]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, "/account/confirm-email/")}
    assert list(OutboxMessage.objects.values_list("kind", flat=True)) == ["email_confirmation_signup"]


def test_sign_in_with_a_wrong_password_and_an_unknown_address_look_the_same(client):
    user = UserFactory()
    pages = [sign_in(type(client)(), email, "sai-mat-khau").content.decode() for email in (user.email, "la@vidu.test")]
    wrong, unknown = (re.sub(r'value="[^"]*"', "", page) for page in pages)
    assert wrong == unknown


def test_reset_for_known_and_unknown_addresses_looks_the_same(client, settings):
    user = UserFactory()
    answers = [client.post("/account/password/reset/", {"email": email}) for email in (user.email, "la@vidu.test")]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, "/account/password/reset/done/")}
    kinds = dict(OutboxMessage.objects.values_list("to", "kind"))
    assert kinds == {user.email: "password_reset_key", "la@vidu.test": "unknown_account"}


def test_reset_link_carries_the_configured_host_and_works_once(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    user = UserFactory()
    client.post("/account/password/reset/", {"email": user.email}, headers={"host": "evil.test"})
    path = link_in(OutboxMessage.objects.get(), settings)
    target = client.get(path).url
    new = "mot-mat-khau-that-moi"
    assert client.post(target, {"password1": new}).url == reverse("account_reset_password_from_key_done")
    assert sign_in(client, user.email, new).url == reverse("exchange:desk")
    assert "token_fail" in type(client)().get(path, follow=True).context


def test_sign_in_rotates_the_session_and_sign_out_ends_it(client):
    user = UserFactory()
    client.get("/account/login/")
    sign_in(client, user.email.upper())
    first = client.session.session_key
    assert client.get("/account/settings/").status_code == 200
    client.post("/account/logout/")
    client.cookies["session"] = first
    assert client.get("/account/settings/").status_code == 302


def test_guessing_from_one_address_ends_and_does_not_lock_the_owner_out(client):
    user = UserFactory()
    for _ in range(sign_in_limits.PER_ACCOUNT_AND_ADDRESS):
        assert sign_in(client, user.email, "sai-mat-khau").context["form"].errors
    refused = sign_in(client, user.email)
    assert refused.status_code == 200
    assert "_auth_user_id" not in client.session
    owner = type(client)()
    assert sign_in(owner, user.email, REMOTE_ADDR="198.51.100.20").status_code == 302


def test_forwarded_header_does_not_evade_the_limit(client):
    user = UserFactory()
    for number in range(sign_in_limits.PER_ACCOUNT_AND_ADDRESS):
        sign_in(client, user.email, "sai-mat-khau", headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert sign_in(client, user.email).status_code == 200


def test_right_passwords_use_nothing_up(client):
    user = UserFactory()
    for _ in range(sign_in_limits.PER_ACCOUNT_AND_ADDRESS + 2):
        assert sign_in(client, user.email).status_code == 302
        client.post("/account/logout/")


def test_letters_to_one_address_end_silently(client):
    user = UserFactory()
    answers = [client.post("/account/password/reset/", {"email": user.email}).status_code for _ in range(8)]
    assert (set(answers), OutboxMessage.objects.count()) == ({302}, 5)


@pytest.mark.parametrize("path", ["/account/signup/", "/account/password/reset/"])
def test_posting_from_one_address_is_limited(client, path):
    statuses = [client.post(path, {}).status_code for _ in range(45)]
    assert (statuses[0], statuses[-1]) == (200, 429)
    assert client.get(path).status_code == 200


def test_closed_account_cannot_sign_in(client):
    user = UserFactory(is_active=False)
    assert sign_in(client, user.email).url == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_other_devices_can_be_signed_out(client):
    user = UserFactory()
    other = type(client)()
    sign_in(other, user.email)
    sign_in(client, user.email)
    client.get("/account/settings/")
    other.get("/account/settings/")
    client.post("/account/sessions/")
    assert other.get("/account/settings/").status_code == 302
    assert client.get("/account/settings/").status_code == 200


def test_change_of_password_is_told_by_letter(client):
    user = UserFactory()
    sign_in(client, user.email)
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": "mot-mat-khau-that-moi"})
    assert OutboxMessage.objects.get().kind == "password_changed"
