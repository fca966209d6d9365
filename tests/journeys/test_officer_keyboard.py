"""An officer clears ten listings of the queue without touching the mouse."""

from __future__ import annotations

import re
import uuid

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import APIResponse, Page, expect

from tests.journeys.browsing import Visitors, accessibility_problems

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
        page.goto(f"/listings/?q={references[0]}")
        expect(page.locator(".card__title").first).to_contain_text(mark)


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


def post_need(page: Page, title: str) -> str:
    """Post and submit a need over the forms of the pages, without drawing them; returns its reference."""
    text = "Khói lò nung ra ống khói ở 320 °C, lưu lượng 4.000 m³/h, hiện chưa thu hồi nhiệt để sấy sản phẩm."
    answer = send(
        page, page.request.get("/listings/new/need/"), "/listings/new/need/", title=title, summary=title,
        description=text, present_state=text, next="1",
    )  # fmt: skip
    reference = answer.url.split("/listings/")[1].split("/")[0]
    steps = f"/listings/{reference}/edit"
    target = {"targets-0-name": "Nhiệt thu hồi", "targets-0-value": "≥ 200", "targets-0-unit": "kW"}
    answer = send(page, answer, f"{steps}/targets/", targets="0", next="1", **target)
    answer = send(page, answer, f"{steps}/conditions/", fields="203", next="1")
    answer = send(page, answer, f"{steps}/visibility/", is_anonymous="False", next="1")
    answer = send(page, answer, f"/listings/{reference}/submit/", distinct="on", difference=title)
    assert answer.url.endswith("/history/"), answer.url
    return reference


def send(page: Page, last: APIResponse, address: str, **values: str) -> APIResponse:
    """Send a form with the token, version and choices of the page that came last."""
    form = BeautifulSoup(last.text(), "html.parser").select_one("main form")
    assert form is not None, last.url
    hidden = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden][name]")}
    chosen = {field["name"]: field["value"] for field in form.select("input[type=radio][checked][name]")}
    for select in form.select("select[name]"):
        options = [option for option in select.select("option[value]") if option["value"]]
        picked = next((option for option in options if option.has_attr("selected")), None)
        if select["name"] == "contact":
            picked = picked or options[0]
        if picked is not None:
            chosen[select["name"]] = picked["value"]
    form_values = {str(name): str(value) for name, value in (hidden | chosen | values).items()}
    answer = page.request.post(address, form=form_values, headers={"Referer": last.url})
    assert answer.ok, (answer.status, address, answer.text()[:2000])
    return answer
