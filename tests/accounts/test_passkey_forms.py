"""Passkeys: forged answers of every shape are refused with a page."""

from __future__ import annotations

import base64
import json

import pytest
from django.test import Client

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def client_data(kind: str) -> str:
    return base64.urlsafe_b64encode(json.dumps({"type": kind, "challenge": "AA", "origin": "x"}).encode()).decode()


def signed(**response: object) -> str:
    return json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": response})


FORGED = [
    "",
    "9" * 5000,
    "[" * 100_000,
    "null",
    "[]",
    '"a"',
    "{}",
    "1e999",
    '{"id": {}, "rawId": [], "response": 1}',
    '{"id": "é", "rawId": "%", "type": "public-key", "response": {}}',
    signed(clientDataJSON="", authenticatorData="", signature=""),
    signed(clientDataJSON="AA", authenticatorData="AA", signature="AA", userHandle="AA"),
    signed(clientDataJSON=client_data("webauthn.get"), authenticatorData="A" * 60, signature="AA", userHandle="MQ"),
    signed(clientDataJSON=client_data("webauthn.get"), authenticatorData="A" * 60, signature="AA", userHandle=None),
    signed(clientDataJSON=client_data("webauthn.create"), attestationObject="AA"),
    signed(clientDataJSON=client_data("webauthn.create"), attestationObject="oWNmbXRkbm9uZQ"),
]


@pytest.mark.parametrize("credential", FORGED)
def test_forged_passkeys_do_not_sign_in(client: Client, settings: object, credential: str) -> None:
    settings.MFA_RATE_LIMITS = False  # type: ignore[attr-defined]
    client.get("/account/2fa/webauthn/login/", headers={"X-Requested-With": "XMLHttpRequest"})
    answer = client.post("/account/2fa/webauthn/login/", {"credential": credential})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/login/")


@pytest.mark.parametrize("credential", FORGED)
def test_forged_passkeys_are_not_added(client: Client, credential: str) -> None:
    client.force_login(UserFactory())
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.get("/account/2fa/webauthn/add/").status_code == 200
    answer = client.post("/account/2fa/webauthn/add/", {"credential": credential, "name": "x" * 5000})
    assert answer.status_code == 200
