"""A listing comes to the end of its year: three reminders, the end, and a renewal that asks what has changed."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import Visitors, accessibility_problems, overflow
from tests.journeys.pages import status_of
from tests.journeys.people import (
    PATIENCE_SECONDS,
    Person,
    create_organisation,
    follow,
    letter_text,
    open_letter,
    sign_up,
)
from tests.journeys.portal import Portal
from tests.journeys.sending import post_need
from tests.journeys.test_main_job import publish

pytestmark = pytest.mark.browser

YEAR, SUBJECT = 365, "1 tin cần gia hạn"


def test_a_year_ends_and_begins_anew(visitors: Visitors, portal: Portal) -> None:
    owner = Person.new("Bùi Văn Lịch Thử")
    with visitors.page(width=360) as member, visitors.page("officer") as officer, visitors.page() as visitor:
        sign_up(member, owner)
        create_organisation(member, f"Cơ sở gạch Phù Liễn {owner.email[4:8]}", kind="Hợp tác xã")
        reference = post_need(member, "Thu hồi nhiệt khói lò gạch để sấy gạch mộc")
        publish(officer, reference)
        published, passed = today(), 0
        for number, left in enumerate((60, 14, 3), start=1):
            portal.let_pass(reference, YEAR - left - passed)
            passed = YEAR - left
            open_letter(member, owner.email, SUBJECT, number=number)
            assert f"Hiển thị đến hết ngày {published + timedelta(days=left):%d/%m/%Y}." in letter_text(member)
            await_public(visitor, reference)
        portal.let_pass(reference, 4)
        open_letter(member, owner.email, SUBJECT, number=4)
        assert f"Đã hết hiệu lực sau ngày {published - timedelta(days=1):%d/%m/%Y}" in letter_text(member)
        await_public(visitor, reference, is_public=False)
        renew(member, reference)
        await_public(visitor, reference)
        end = today() + timedelta(days=YEAR)
        expect(member.locator(".stages li.todo")).to_contain_text(f"ngày {end.day} tháng {end.month} năm {end.year}")


def today() -> date:
    """Where the point is."""
    return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()


def await_public(visitor: Page, reference: str, *, is_public: bool = True) -> None:
    """Wait until a visitor finds the listing, or does not: by its address and in the search, which a worker keeps."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (seen := public_places(visitor, reference)) != {"page": is_public, "search": is_public}:
        assert time.monotonic() < deadline, seen
        visitor.wait_for_timeout(1_000)


def public_places(visitor: Page, reference: str) -> dict[str, bool]:
    address = f"/listings/{reference}/"
    found = visitor.request.get(f"/listings/?q={reference}").text()
    return {"page": status_of(visitor.request, address) == 200, "search": f'href="{address}"' in found}


def renew(page: Page, reference: str) -> None:
    """From the letter to the question what has changed, with both answers."""
    follow(page, f"/listings/{reference}/history/")
    expect(page.locator(".stages li.now")).to_contain_text("Hết hạn")
    page.locator("button[popovertarget=renew]").first.click()
    dialog = page.locator("#renew")
    expect(dialog.locator("h2")).to_have_text("Mọi nội dung của tin vẫn còn đúng?")
    expect(dialog.locator("form[action$='/revise/'] button")).to_have_text("Có thay đổi: chỉnh sửa tin")
    assert overflow(page) == []
    assert accessibility_problems(page) == []
    dialog.locator("form[action$='/renew/'] button").click()
    expect(page.locator(".messages")).to_contain_text(f"Đã gia hạn {reference} thêm 12 tháng.")
