"""A member pastes a text and checks what was taken from it; with scripts the page that waits goes on by itself."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from tests.catalog.prefill.texts import NEED
from tests.journeys.browsing import Visitors, accessibility_problems, overflow
from tests.journeys.people import PATIENCE_SECONDS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scripts"), [(360, True), (1280, False)])
def test_from_a_text_to_a_confirmed_step(visitors: Visitors, width: int, scripts: bool) -> None:
    with visitors.page("demand", width=width, scripts=scripts) as page:
        page.goto("/listings/new/need/")
        page.locator("a[href$='/from-text/']").click()
        title = f"{NEED.splitlines()[0]} {uuid.uuid4().hex[:6]}"
        # Twice the same text at the same time would be one draft.
        page.locator("#id_text").fill("\n".join([title, *NEED.splitlines()[1:]]))
        page.locator("main form button[type=submit]").click()
        page.wait_for_url("**/reading/**")
        draft = page.locator("main a.btn--l")
        if not scripts:
            while not draft.count():
                page.wait_for_timeout(500)
                page.reload()
        draft.click(timeout=1_000 * PATIENCE_SECONDS)
        expect(page.locator("#id_title")).to_have_value(title)
        if scripts:
            assert accessibility_problems(page) == []
            assert overflow(page) == []
        page.locator("#confirm_title").check()
        page.locator("#id_tried").fill("Tăng sục khí, không hiệu quả.")
        page.locator("main button[name=later]").click()
        page.wait_for_url("**/desk/listings/")
        page.go_back()
        page.reload()
        marks = page.locator("input[name=confirm]").evaluate_all("(boxes) => boxes.map((box) => box.value)")
        assert {"title", "tried"}.isdisjoint(marks)
        assert "summary" in marks
