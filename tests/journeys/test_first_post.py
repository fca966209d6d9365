"""Somebody who has never posted, on a phone: from sign-up to a published need, with a lost connection on the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browsing import Visitors, accessibility_problems, overflow
from tests.journeys.people import Person, choose, create_organisation, go_on, reference_in, sign_up
from tests.journeys.test_main_job import publish

pytestmark = pytest.mark.browser

TITLE = "Sấy mực một nắng bằng bơm nhiệt cho cơ sở 300 kg mỗi ngày"
PRESENT = "Phơi 300 kg mực mỗi ngày ngoài trời; mưa ba ngày liền thì hỏng cả mẻ, năm 2025 mất khoảng 180 triệu đồng."
DETAIL = (
    "Cơ sở chế biến của gia đình ở ven biển, sáu người làm. Cần buồng sấy giữ được màu trắng và vị ngọt của mực, "
    "chạy điện một pha, rửa bằng nước áp lực; chúng tôi muốn thử năm mẻ rồi mới mua."
)


def test_a_first_need_on_a_phone(visitors: Visitors) -> None:
    owner = Person.new("Trần Thị Mơ Thử")
    with visitors.page(width=360) as page, visitors.page("officer") as officer:
        sign_up(page, owner)
        create_organisation(page, f"Cơ sở chế biến Mực Ngọc {owner.email[4:8]}", kind="Hợp tác xã")
        reference = write_the_problem(page)
        lose_the_connection(page, visitors, reference)
        state_the_rest(page)
        check_and_submit(page, reference)
        publish(officer, reference)
        page.goto(f"/listings/{reference}/")
        expect(page.locator("h1")).to_have_text(TITLE)
        expect(page.locator("aside", has_text="Tin của đơn vị").first).to_contain_text("Đã công bố")


def looked_at(page: Page) -> None:
    assert overflow(page) == []
    assert accessibility_problems(page) == []


def write_the_problem(page: Page) -> str:
    """The first step; what the form says of a vague title is heeded."""
    page.goto("/listings/new/need/")
    page.locator("#id_title").fill("Cần máy sấy hiện đại")
    page.locator("#id_summary").fill("Mực khô đều trong 12 giờ, không phụ thuộc trời nắng.")
    the_page_is_lost(page)
    go_on(page)
    reference = reference_in(page.url)
    page.goto(f"/listings/{reference}/edit/problem/")
    expect(page.locator("#hints a[href='#id_title']").first).to_be_visible()
    page.locator("#id_title").fill(TITLE)
    expect(saved(page)).to_contain_text("Đã lưu lúc")
    expect(page.locator("#hints a[href='#id_title']")).to_have_count(0)
    looked_at(page)
    return reference


def the_page_is_lost(page: Page) -> None:
    """A listing that has never been saved is kept by the tab alone."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#id_title")).to_have_value("Cần máy sấy hiện đại")
    expect(saved(page)).to_contain_text("Phần bạn đã viết được giữ lại")


def saved(page: Page) -> Locator:
    return page.locator("[data-status]")


def lose_the_connection(page: Page, visitors: Visitors, reference: str) -> None:
    """What is typed meanwhile is sent by itself once the connection is back."""
    address = f"{visitors.url}/listings/{reference}/edit/problem/autosave/"
    visitors.sightings.expected.add(address)
    page.route(address, lambda route: route.abort("internetdisconnected"))
    page.locator("#id_present_state").fill(PRESENT)
    expect(saved(page)).to_contain_text("mất kết nối")
    page.unroute(address)
    page.locator("#id_description").fill(DETAIL)
    expect(saved(page)).to_contain_text("Đã lưu lúc")
    page.locator("[data-preview]").first.click()
    expect(page.locator("#id_description_preview")).to_contain_text("sáu người làm")
    page.reload()
    expect(page.locator("#id_present_state")).to_have_value(PRESENT)
    expect(page.locator("#id_description")).to_have_value(DETAIL)
    go_on(page)


def state_the_rest(page: Page) -> None:
    page.locator("#id_targets-0-name").fill("Năng suất")
    page.locator("#id_targets-0-value").fill("≥ 300")
    page.locator("#id_targets-0-unit").fill("kg/ngày")
    expect(page.locator("#id_targets-0-value_echo")).to_contain_text("tối thiểu")
    go_on(page)
    page.locator("#id_fields_filter").fill("thuy san")
    code = page.locator("details label:has(input[name=fields]):visible").first
    code.click()
    page.locator("#id_amount_max").fill("1,5 tỷ")
    expect(page.locator("#id_amount_max_echo")).to_contain_text("1.500.000.000")
    looked_at(page)
    go_on(page)
    page.locator("input[name=is_anonymous][value=True]").check()
    choose(page, "#id_contact", "Trần Thị Mơ Thử")
    go_on(page)


def check_and_submit(page: Page, reference: str) -> None:
    audience = page.locator("section[aria-labelledby=audience]")
    expect(audience).to_contain_text("chỉ có tỉnh, thành phố")
    expect(page.locator("section[aria-labelledby=meter]")).to_be_visible()
    expect(page.locator("section[aria-labelledby=preview]")).not_to_contain_text("Mực Ngọc")
    looked_at(page)
    if page.locator("input[name=distinct]").count():  # this portal has seen the journey before
        page.locator("input[name=distinct]").check()
    page.locator(f"form[action$='/{reference}/submit/'] button").click()
    page.wait_for_url(f"**/{reference}/history/")
