"""Finding by keyboard: the list follows the filters, keeps the focus, and the address holds all of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import Visitors, accessibility_problems
from tests.journeys.test_keyboard import tab_to

pytestmark = pytest.mark.browser


def total(page: Page) -> int:
    """The number that the page says aloud."""
    return int(re.sub(r"\D", "", page.locator("#total").inner_text()))


def count_beside(page: Page, option: str) -> int:
    return int(re.sub(r"\D", "", page.locator(f"label:has({option}) .opt__n").inner_text()))


def test_filters_by_keyboard(visitors: Visitors) -> None:
    """Among English texts, since other journeys may publish a Vietnamese need meanwhile."""
    with visitors.page() as page:
        page.goto("/listings/?lang=en")
        expect(page.locator("#finder[data-live]")).to_be_attached()
        promised = count_beside(page, "#f-kind-need")
        tab_to(page, "#f-kind-need")
        page.keyboard.press("Space")
        page.wait_for_url("**kind=need**")
        expect(page.locator("#f-kind-need")).to_be_focused()
        expect(page.locator("#total")).to_contain_text(str(promised))
        expect(page.locator(".card--offer")).to_have_count(0)
        expect(page.locator("#heading")).to_have_text("Nhu cầu công nghệ")
        assert accessibility_problems(page) == []
        page.go_back()
        expect(page.locator("#f-kind-need")).not_to_be_checked()
        expect(page.locator(".card--offer").first).to_be_visible()


def test_what_was_opened_stays_open(visitors: Visitors) -> None:
    with visitors.page() as page:
        page.goto("/listings/")
        page.locator("#facet-form summary").click()
        page.locator("#f-kind-offer").check()
        page.wait_for_url("**kind=offer**")
        expect(page.locator("#facet-form[open] .opt").first).to_be_visible()


def test_words_typed_and_sent_by_keyboard_keep_the_filters(visitors: Visitors) -> None:
    with visitors.page() as page:
        page.goto("/listings/?kind=offer")
        page.locator("#q").focus()
        page.keyboard.type("nước thải")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=**")
        assert "kind=offer" in page.url
        expect(page.locator("#results mark").first).to_be_visible()
        page.locator("#sort").select_option("newest")
        page.wait_for_url("**sort=newest**")
        tab_to(page, ".chip", most=60)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: "kind=" not in address)


def test_numbers_and_results_are_the_same_without_scripts(visitors: Visitors) -> None:
    with visitors.page(scripts=False, width=360) as page:
        page.goto("/listings/?q=t%C3%B4m")
        page.locator("button[popovertarget=facets]").first.click()
        promised = count_beside(page, "#f-kind-offer")
        page.locator("#f-kind-offer").check()
        page.locator("#finder button[type=submit]").click()
        page.wait_for_url("**kind=offer**")
        assert total(page) == promised


def test_the_library_comes_with_the_first_touch_and_history_works_without_it(visitors: Visitors) -> None:
    with visitors.page() as page:
        page.goto("/listings/")
        assert page.evaluate("typeof window.htmx") == "undefined"
        page.locator("#f-kind-need").check()
        page.wait_for_url("**kind=need**")
        expect(page.locator(".card--offer")).to_have_count(0)
        page.go_back()
        expect(page.locator(".card--offer").first).to_be_visible()
        expect(page.locator("#finder[data-live]")).to_be_attached()  # the page was read again: its script is there
        page.go_forward()
        expect(page.locator("#f-kind-need")).to_be_checked()
        expect(page.locator(".card--offer")).to_have_count(0)
