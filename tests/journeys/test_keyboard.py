"""The portal by keyboard alone, and with scripts switched off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import DEMO, Visitors, accessibility_problems

pytestmark = pytest.mark.browser

#: An element with the focus is on the screen and has a ring.
IS_SEEN = """(element) => {
  const box = element.getBoundingClientRect(), style = getComputedStyle(element);
  return box.bottom > 0 && box.top < innerHeight && (style.outlineStyle !== 'none' || style.boxShadow !== 'none');
}"""


def tab_to(page: Page, selector: str, *, most: int = 60, key: str = "Tab") -> None:
    """Press Tab until the focus is on an element, and check that one can see it there."""
    target = page.locator(selector).first
    for _ in range(most):
        page.keyboard.press(key)
        if target.evaluate("(element) => element === document.activeElement"):
            assert target.evaluate(IS_SEEN), f"{selector} has the focus, but nobody can see it"
            return
    pytest.fail(f"{selector} was not reached with {most} × {key}")


def test_skip_link(visitors: Visitors) -> None:
    with visitors.page() as page:
        page.goto("/listings/")
        page.keyboard.press("Tab")
        expect(page.locator("a.skip")).to_be_focused()
        expect(page.locator("a.skip")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('#main').contains(document.activeElement)")


def test_menu_on_a_phone(visitors: Visitors) -> None:
    with visitors.page(width=360) as page:
        page.goto("/")
        expect(page.locator("#nav")).to_be_hidden()
        tab_to(page, ".menu-btn")
        page.keyboard.press("Enter")
        expect(page.locator("#nav")).to_be_visible()
        assert accessibility_problems(page) == []
        page.keyboard.press("Escape")
        expect(page.locator("#nav")).to_be_hidden()
        expect(page.locator(".menu-btn")).to_be_focused()
        page.keyboard.press("Enter")
        tab_to(page, "#nav a[href='/listings/?kind=need']", most=6)
        page.keyboard.press("Enter")
        page.wait_for_url("**/listings/?kind=need")


def test_account_menu_and_sign_out(visitors: Visitors) -> None:
    with visitors.page() as page:
        page.goto("/account/login/")
        tab_to(page, f"button[value='{DEMO['demand']}']")
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/")
        tab_to(page, "button[popovertarget=account]")
        page.keyboard.press("Enter")
        expect(page.locator("#account")).to_be_visible()
        assert accessibility_problems(page) == []
        tab_to(page, "#account .acct__out", most=20)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: "/desk/" not in address)
        expect(page.locator("header a[href^='/account/login/']").first).to_be_attached()


def test_search_box_of_the_header(visitors: Visitors) -> None:
    with visitors.page() as page:
        page.goto("/about/")
        tab_to(page, ".head__find")
        page.keyboard.press("Enter")
        expect(page.locator("#find-q")).to_be_focused()
        page.keyboard.type("tôm")
        page.keyboard.press("Enter")
        page.wait_for_url("**/listings/?q=*")


@pytest.mark.parametrize("width", [360, 1280])
def test_filters(visitors: Visitors, width: int) -> None:
    with visitors.page(width=width) as page:
        page.goto("/listings/")
        if width == 360:
            tab_to(page, "button[popovertarget=facets].btn--wide")
            page.keyboard.press("Enter")
            expect(page.locator("#facets")).to_be_visible()
            assert accessibility_problems(page) == []
        tab_to(page, "#facets input[name=kind][value=need]")
        page.keyboard.press("Space")
        page.wait_for_url("**kind=need**")
        if width == 360:
            tab_to(page, "#facets button[type=submit]", most=120)
            page.keyboard.press("Enter")
            expect(page.locator("#facets")).to_be_hidden()
        expect(page.locator(".card--offer")).to_have_count(0)
        expect(page.locator("#sort")).to_be_visible()


def test_form_errors(visitors: Visitors) -> None:
    """The summary takes the focus; its link leads into the field; what was written stays."""
    with visitors.page() as page:
        page.goto("/account/signup/")
        tab_to(page, "#id_full_name")
        page.keyboard.type("Phạm Văn Thử")
        page.keyboard.press("Enter")
        summary = page.locator(".notice--bad[role=alert]")
        expect(summary).to_be_focused()
        assert accessibility_problems(page) == []
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#id_email")).to_be_focused()
        expect(page.locator("#id_email")).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#id_full_name")).to_have_value("Phạm Văn Thử")


def test_confirm_box(visitors: Visitors) -> None:
    with visitors.page("demand") as page:
        page.goto("/interests/")
        page.locator("main section").last.locator("tr", has_text="Đã gửi").locator("a").first.click()
        page.wait_for_url("**/interests/*/")
        tab_to(page, "button[popovertarget=withdraw]", most=80)
        page.keyboard.press("Enter")
        expect(page.locator("#withdraw")).to_be_visible()
        assert accessibility_problems(page) == []
        page.keyboard.press("Escape")
        expect(page.locator("#withdraw")).to_be_hidden()
        expect(page.locator("button[popovertarget=withdraw]").first).to_be_focused()


def test_without_scripts(visitors: Visitors) -> None:
    """From the home page to a step of a need, with scripts switched off."""
    with visitors.page(scripts=False) as page:
        page.goto("/")
        page.locator(".hero input[name=q]").fill("tôm")
        page.locator(".hero form button").click()
        page.locator("#facets input[name=kind][value=offer]").check()
        page.locator("#facets button[type=submit]").click()
        page.locator("#sort").select_option("newest")
        page.locator("p:has(> #sort) button").click()
        page.locator(".card__title a").first.click()
        expect(page.locator("h1")).to_be_visible()
        page.locator(".head__tools a[href^='/account/login/']").click()
        page.locator(f"button[value='{DEMO['demand']}']").click()
        page.goto("/listings/new/need/")
        page.locator("#id_title").fill("Giảm hao hụt khi rửa rong biển")
        page.locator("main button[name=next]:not(.vh)").click()
        page.wait_for_url("**/edit/targets/")
        page.locator("main button[name=add]").click()
        expect(page.locator("#id_targets-1-name")).to_be_visible()
        page.locator("button[popovertarget=account]").click()
        expect(page.locator("#account")).to_be_visible()
