"""A published listing is edited beside itself: its owner writes, an officer compares, visitors see what was decided."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import Visitors, accessibility_problems, overflow
from tests.journeys.people import go_on
from tests.journeys.sending import post_need
from tests.journeys.test_main_job import publish

pytestmark = pytest.mark.browser

OLD, NEW = "nhiệt khói lò", "nhiệt khói và nước làm mát lò"
#: Words that only the edited text has.
ADDED = "Nước làm mát ra ở 62 °C, hiện cũng thải bỏ."


def test_an_edit_is_compared_before_the_public_sees_it(visitors: Visitors) -> None:
    mark = uuid.uuid4().hex[:8]
    with visitors.page("demand") as owner, visitors.page("officer") as officer, visitors.page(width=360) as visitor:
        reference = post_need(owner, f"Thu hồi {OLD} {mark}")
        publish(officer, reference)
        write_the_edit(owner, reference, f"Thu hồi {NEW} {mark}")
        the_public_sees(visitor, reference, f"Thu hồi {OLD} {mark}")
        submit_the_edit(owner, reference)
        the_public_sees(visitor, reference, f"Thu hồi {OLD} {mark}")
        compare(officer, reference)
        publish_the_edit(officer)
        the_public_sees(visitor, reference, f"Thu hồi {NEW} {mark}")
        expect(visitor.locator("main")).to_contain_text(ADDED)
        read_the_history(owner, reference)


def the_public_sees(visitor: Page, reference: str, title: str) -> None:
    for address in (f"/listings/{reference}/", f"/en/listings/{reference}/"):
        visitor.goto(address)
        expect(visitor.locator("h1")).to_have_text(title)


def write_the_edit(page: Page, reference: str, title: str) -> None:
    page.goto(f"/en/listings/{reference}/history/")
    page.locator(f"form[action$='/{reference}/revise/'] button", has_text="Edit").first.click()
    page.wait_for_url(f"**/en/listings/{reference}-R1/edit/problem/")
    expect(page.locator("main")).to_contain_text("It stays as it is until the connection point has read your changes")
    page.locator("#id_title").fill(title)
    page.locator("#id_present_state").fill(f"{page.locator('#id_present_state').input_value()} {ADDED}")
    go_on(page)


def submit_the_edit(page: Page, reference: str) -> None:
    """The last page shows the owner what the officer will see."""
    page.goto(f"/en/listings/{reference}-R1/edit/check/")
    expect(page.locator(".changes ins").first).to_contain_text("và nước làm mát")
    assert accessibility_problems(page) == []
    if page.locator("input[name=distinct]").count():  # other journeys post needs of the same text
        page.locator("input[name=distinct]").check()
    page.locator(f"form[action$='/{reference}-R1/submit/'] button").click()
    page.wait_for_url(f"**/en/listings/{reference}/history/")
    expect(page.locator(".stages")).to_contain_text("Edit submitted for review")


def compare(page: Page, reference: str) -> None:
    """What is gone and what is new, word by word and in words for screen readers, on a phone as well."""
    page.goto(f"/review/{reference}-R1/")
    changes = page.locator(".changes")
    expect(changes.locator("ins")).to_have_count(2)
    expect(changes.locator("del")).to_have_count(0)
    expect(changes.locator("ins").first).to_have_text(re.compile(r"\[thêm:\s+và nước làm mát\s*\]"))
    expect(changes.locator("ins").last).to_contain_text(ADDED)
    assert accessibility_problems(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert overflow(page) == []
    assert accessibility_problems(page) == []


def publish_the_edit(page: Page) -> None:
    for name in ("advantages", "clarity", "cooperation", "language"):
        page.locator(f"input[name={name}][value='4']").check(force=True)
    page.locator("button[name=decision][value=publish]").click()
    page.wait_for_url("**/review/")


def read_the_history(page: Page, reference: str) -> None:
    """The story in both languages; the comparison stays readable from it."""
    for language, told in (("/en", "Edit published"), ("", "Đã công bố bản chỉnh sửa")):
        page.goto(f"{language}/listings/{reference}/history/")
        expect(page.locator(".stages li.now, .stages li.done").last).to_contain_text(told)
    page.locator(".stages a[href*='/revisions/']").click()
    expect(page.locator(".changes ins").first).to_contain_text("và nước làm mát")
    assert accessibility_problems(page) == []
