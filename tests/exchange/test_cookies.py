"""The cookies that the portal sets are those that its privacy notice names."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from http.cookies import Morsel

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import UserFactory
from tests.factories_catalog import make_published

pytestmark = pytest.mark.django_db
A_YEAR = timedelta(days=365).total_seconds()


@pytest.fixture
def cookies(client: Client, now: datetime) -> dict[str, Morsel[str]]:
    """Of somebody who uses all that needs one."""
    listing = make_published("offer", now=now)
    client.post("/display/theme/", {"theme": "dark"})
    client.post("/listings/compare/add/", {"reference": listing.reference})
    client.post("/contact/", {"name": "Hoa", "email": "hoa@vidu.test", "message": "Xin hỏi về việc đăng tin."})
    client.get("/en/account/login/")
    client.get("/en/")
    client.force_login(UserFactory())
    client.get("/")
    return dict(client.cookies.items())


def named(text: str) -> set[str]:
    return set(re.findall(r"<li>\s*<code>(\w+)</code>", text))


@pytest.mark.parametrize("address", ["/privacy/", "/en/privacy/"])
def test_privacy_notice_names_every_cookie(address: str, client: Client, cookies: dict[str, Morsel[str]]) -> None:
    assert named(client.get(address).content.decode()) == set(cookies) == {"session", "csrf", "theme", "compare"}


def test_cookies_live_as_long_as_the_notice_says(cookies: dict[str, Morsel[str]]) -> None:
    assert {name: cookies[name]["max-age"] for name in ("theme", "compare")} == {"theme": A_YEAR, "compare": ""}
    assert timedelta(days=14).total_seconds() == settings.SESSION_COOKIE_AGE
    assert abs(settings.CSRF_COOKIE_AGE - A_YEAR) < timedelta(days=2).total_seconds()


def test_a_visitor_who_reads_gets_no_cookie(client: Client, now: datetime) -> None:
    listing = make_published("offer", now=now)
    for address in ("/", "/listings/", "/en/listings/", listing.get_absolute_url(), "/privacy/"):
        client.get(address)
    assert dict(client.cookies) == {}
