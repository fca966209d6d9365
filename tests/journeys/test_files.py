"""A member drops two files on a draft, one of which is not accepted, and cancels a third on its way."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import Page, expect

from tests.catalog.files import image
from tests.journeys.browsing import Visitors, accessibility_problems, overflow
from tests.journeys.people import go_on, reference_in

pytestmark = pytest.mark.browser
DROP = """(zone, files) => {
  const data = new DataTransfer();
  for (const [name, content] of files)
    data.items.add(new File([Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0))], name));
  for (const type of ["dragover", "drop"])
    zone.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def drop(page: Page, *files: tuple[str, bytes]) -> None:
    sent = [[name, base64.b64encode(content).decode()] for name, content in files]
    page.locator("[data-drop]").evaluate(DROP, sent)


@pytest.mark.parametrize("width", [360, 1280])
def test_one_of_two_dropped_files_is_refused(visitors: Visitors, width: int) -> None:
    with visitors.page("demand", width=width) as page:
        page.goto("/listings/new/need/")
        page.locator("#id_title").fill(f"Sấy mực một nắng bằng bơm nhiệt, mẻ {width} kg")
        page.locator("#id_summary").fill("Mực khô đều trong 12 giờ.")
        go_on(page)
        page.goto(f"/listings/{reference_in(page.url)}/edit/check/")
        drop(page, ("buồng sấy.png", image("PNG", (400, 300))), ("trang.html", b"<html>"))
        expect(page.locator("[data-queue] li")).to_have_count(2)
        page.locator("#id_level").select_option("nda")
        attach = page.locator("form[data-files] [type=submit]")
        attach.click()
        expect(page.locator("[data-said]")).to_contain_text("đã đính kèm: 1. Không đính kèm được: 1")
        expect(page.locator("[data-queue] li")).to_have_count(1)
        expect(page.locator("[data-queue] li strong")).to_have_text("trang.html")
        expect(page.locator("[data-queue] li .err")).to_contain_text("không nhận loại tệp này")
        expect(page.locator("#file-list li")).to_contain_text(["buồng sấy.png"])
        expect(page.locator("#file-list img.thumb")).to_be_visible()
        assert overflow(page) == []
        assert accessibility_problems(page) == []
        cancel_one_on_its_way(page)


def cancel_one_on_its_way(page: Page) -> None:
    page.route("**/files/", lambda _route: None)  # never answered
    drop(page, ("dây chuyền.png", image("PNG", (500, 300))))
    page.locator("form[data-files] [type=submit]").click()
    row = page.locator("[data-queue] li", has_text="dây chuyền.png")
    row.locator("button", has_text="Hủy").click()
    expect(row).to_have_count(0)
    expect(page.locator("form[data-files] [type=submit]")).to_be_focused()
    page.unroute("**/files/")
    page.reload()
    expect(page.locator("#file-list li")).to_have_count(1)
