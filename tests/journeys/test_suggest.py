"""The search box that completes what is typed: by keyboard, by pointer, on a phone, accessible while it is open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import Visitors, accessibility_problems, overflow

pytestmark = pytest.mark.browser
BOX, LIST = ".hero input[name=q]", ".hero .suggest"
#: The page's clock stands still but for what a test lets pass: a slow machine types as fast as any.
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
LONGER_THAN_A_PAUSE = 1_000


def type_and_wait(page: Page, text: str, *, box: str = BOX, listed: str = LIST) -> None:
    """Write the whole text at once, as a paste does: typed slowly, a beginning of it would have a list of its own."""
    page.locator(box).focus()
    page.keyboard.insert_text(text)
    expect(page.locator(listed)).to_be_visible()


def tab_into_the_box(page: Page) -> None:
    """Press Tab until the input has the focus; the ring is around the whole form."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator(BOX).evaluate("(element) => element === document.activeElement"):
            break
    expect(page.locator(BOX)).to_be_focused()
    assert page.locator(".hero .search").evaluate("(form) => getComputedStyle(form).outlineStyle") == "solid"


def chosen(page: Page) -> str:
    """The text of the option that the input points at."""
    pointed = page.locator(BOX).get_attribute("aria-activedescendant")
    if pointed is None:
        return ""
    expect(page.locator(f"#{pointed}")).to_have_attribute("aria-selected", "true")
    return page.locator(f"#{pointed}").inner_text()


def test_keys_move_through_the_options(visitors: Visitors) -> None:
    with visitors.page() as page:
        page.goto("/en/")
        tab_into_the_box(page)
        type_and_wait(page, "nuoc")
        expect(page.locator(BOX)).to_have_attribute("aria-expanded", "true")
        expect(page.locator(".hero [role=status]")).to_contain_text("suggestions")
        options = page.locator(f"{LIST} [role=option]")
        first, last = options.first.inner_text(), options.last.inner_text()
        moves = {"ArrowDown": first, "ArrowUp": "", "End": "", "ArrowDown+End": last, "Home": first}
        for keys, expected in moves.items():
            for key in keys.split("+"):
                page.keyboard.press(key)
            assert chosen(page) == expected, keys
        page.keyboard.press("End")
        page.keyboard.press("ArrowDown")
        assert chosen(page) == ""


def test_escape_closes_the_list_and_keeps_the_words(visitors: Visitors) -> None:
    with visitors.page() as page:
        page.goto("/about/")
        page.locator(".head__find").click()
        type_and_wait(page, "tôm", box="#find-q", listed="#find-q-suggest")
        page.keyboard.press("Escape")
        expect(page.locator("#find-q-suggest")).to_be_hidden()
        expect(page.locator("#find-q")).to_have_value("tôm")
        expect(page.locator("#find-q")).to_have_attribute("aria-expanded", "false")
        expect(page.locator("#find")).to_be_visible()


def test_tab_closes_the_list(visitors: Visitors) -> None:
    with visitors.page() as page:
        page.goto("/")
        type_and_wait(page, "tôm")
        page.keyboard.press("Tab")
        expect(page.locator(LIST)).to_be_hidden()
        expect(page.locator(BOX)).not_to_be_focused()


def test_enter_follows_the_option_or_sends_the_form(visitors: Visitors) -> None:
    with visitors.page() as page:
        page.goto("/")
        type_and_wait(page, "tôm")
        page.keyboard.press("Enter")
        page.wait_for_url("**/listings/?q=t%C3%B4m")
        page.goto("/")
        type_and_wait(page, "nông nghiệp")
        for _ in range(10):
            page.keyboard.press("ArrowDown")
            if page.locator(f"{LIST} [aria-selected=true][href*='industry=A']").count():
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/listings/?industry=A")


def test_words_of_an_option_keep_the_filters_of_the_list(visitors: Visitors) -> None:
    with visitors.page() as page:
        page.goto("/listings/?kind=offer")
        type_and_wait(page, "bình ng", box="#q", listed="#q-suggest")
        page.locator("#q-suggest [data-words]").first.click()
        page.wait_for_url("**kind=offer**")
        expect(page.locator("#q")).to_have_value("bình ngưng")


def test_one_letter_asks_for_nothing_and_stale_answers_are_not_shown(visitors: Visitors) -> None:
    with visitors.page() as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "/search/suggest/" in request.url else None)
        page.clock.install(time=START)
        page.goto("/")
        page.clock.pause_at(START + timedelta(hours=1))
        page.locator(BOX).press_sequentially("t")
        page.clock.run_for(LONGER_THAN_A_PAUSE)
        assert asked == []
        page.locator(BOX).press_sequentially("ôm thẻ")
        page.clock.run_for(LONGER_THAN_A_PAUSE)
        expect(page.locator(LIST)).to_be_visible()
        assert len(asked) == 1
        page.locator(BOX).fill("")
        expect(page.locator(LIST)).to_be_hidden()


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1280, "light")])
def test_open_list_is_accessible_and_fits(visitors: Visitors, width: int, theme: str) -> None:
    with visitors.page(width=width, theme=theme) as page:
        page.goto("/")
        type_and_wait(page, "nuoc")
        page.keyboard.press("ArrowDown")
        assert accessibility_problems(page) == []
        assert overflow(page) == []
        assert page.locator(f"{LIST} [role=option]").first.bounding_box()["height"] >= 44  # type: ignore[index]
