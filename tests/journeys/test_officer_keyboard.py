"""An officer clears ten listings of the queue without touching the mouse."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import Visitors, accessibility_problems
from tests.journeys.people import wait_until_shown
from tests.journeys.sending import post_need

pytestmark = pytest.mark.browser
NUMBER = 10
COMMENT = "Xin nêu lưu lượng và nhiệt độ khí thải của lò."


def test_officer_clears_ten_listings_by_keyboard(visitors: Visitors) -> None:
    mark = f"lò {uuid.uuid4().hex[:8]}"
    with visitors.page("demand") as member:
        references = [post_need(member, f"Thu hồi nhiệt khói {mark} số {number}") for number in range(1, NUMBER + 1)]
    with visitors.page("officer") as page:
        page.goto("/review/?group=all")
        take_all(page, mark)
        for number in range(NUMBER):
            search(page, mark)
            page.keyboard.press("j")
            page.keyboard.press("o")
            page.wait_for_url(re.compile(r"/review/[A-Z]{2}-N-\d{4}-\d+/"))
            decide(page, publish=number < NUMBER - 1)
        search(page, mark)
        expect(page.locator("[data-row]")).to_have_count(0)
        wait_until_shown(page, f"/listings/?q={references[0]}", f"{mark} số 1<")


def test_shortcuts_can_be_switched_off(visitors: Visitors) -> None:
    with visitors.page("officer") as page:
        page.goto("/review/?group=all")
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        assert accessibility_problems(page) == []
        page.locator("#keys-on").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Escape")
        page.reload()
        page.keyboard.press("j")
        expect(page.locator("[data-row] th a").first).not_to_be_focused()
        page.locator("[data-keys]").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#keys-on")).not_to_be_checked()
        page.keyboard.press("Escape")
        page.locator("#queue-q").focus()
        page.keyboard.type("jjx")
        expect(page.locator("#queue-q")).to_have_value("jjx")


def search(page: Page, words: str) -> None:
    page.keyboard.press("/")
    expect(page.locator("#queue-q")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def take_all(page: Page, mark: str) -> None:
    """Tick every listing found, one after the other, and take them together."""
    search(page, mark)
    expect(page.locator("[data-row]")).to_have_count(NUMBER)
    for number in range(NUMBER):
        page.keyboard.press("j")
        expect(page.locator("[data-row] th a").nth(number)).to_be_focused()
        page.keyboard.press("x")
    with page.expect_navigation():
        page.keyboard.press("c")
    expect(page.locator(".messages")).to_contain_text(str(NUMBER))


def decide(page: Page, *, publish: bool) -> None:
    page.keyboard.press("s")
    for name, points in (("advantages", 4), ("clarity", 5), ("cooperation", 3), ("language", 4)):
        page.keyboard.press(str(points))
        expect(page.locator(f"input[name={name}][value='{points}']")).to_be_checked()
    if not publish:
        page.keyboard.press("m")
        page.keyboard.type(COMMENT)
        page.keyboard.press("Tab")
    page.keyboard.press("p" if publish else "r")
    decision = "publish" if publish else "request_changes"
    expect(page.locator(f"button[name=decision][value={decision}]")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/review/(\?.*)?$"))
