"""A new account, its second factor, and signing in with it."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import Visitors, accessibility_problems
from tests.journeys.people import PASSWORD, Person, sign_up

pytestmark = pytest.mark.browser


def code_now(secret: str) -> str:
    """The six digits an authenticator app shows (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


def test_second_factor(visitors: Visitors) -> None:
    person = Person.new("Đỗ Minh Thử")
    with visitors.page(width=360, theme="dark") as page:
        sign_up(page, person)
        page.goto("/account/2fa/totp/activate/")
        page.wait_for_url("**/account/reauthenticate/**")
        page.locator("#id_password").fill(PASSWORD)
        page.locator("#id_password").press("Enter")
        page.wait_for_url("**/totp/activate/")
        assert accessibility_problems(page) == []
        secret = page.locator("main code").first.inner_text().strip()
        activate(page, secret)
        page.goto("/account/2fa/recovery-codes/")
        assert accessibility_problems(page) == []
        codes = re.findall(r"\b[0-9a-f]{8}\b", page.locator("main").inner_text())
        assert len(codes) == 10
        page.goto("/account/2fa/")
        assert accessibility_problems(page) == []
        page.goto("/account/logout/")
        page.locator("main form button[type=submit]").click()
        sign_in_with_code(page, person, codes[0])


def activate(page: Page, secret: str) -> None:
    """A code that runs out on its way is refused; then the next one is sent."""
    for _ in range(3):
        page.locator("#id_code").fill(code_now(secret))
        with page.expect_navigation():
            page.locator("main form button[type=submit]").click()
        if not page.locator("#id_code").count():
            return
    pytest.fail(page.locator("main").inner_text())


def sign_in_with_code(page: Page, person: Person, code: str) -> None:
    page.goto("/account/login/")
    page.locator("#id_login").fill(person.email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url("**/2fa/authenticate/**")
    assert accessibility_problems(page) == []
    page.locator("#id_code").fill("000000")
    page.locator("#id_code").press("Enter")
    expect(page.locator("#id_code_error")).to_be_visible()
    page.locator("#id_code").fill(code)
    page.locator("#id_code").press("Enter")
    page.wait_for_url(lambda address: "/2fa/" not in address)
    expect(page.locator("button[popovertarget=account]")).to_be_attached()
