"""The job in English on a phone: an institute posts an offer, a member declines, a reader stops the letters."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import DEMO, Visitors, accessibility_problems, overflow
from tests.journeys.people import follow, go_on, open_letter, reference_in, tick, wait_until_shown

pytestmark = pytest.mark.browser

TITLE = "Mobile biofloc monitor for intensive shrimp ponds"


def test_an_institute_posts_an_offer(visitors: Visitors) -> None:
    with visitors.page("supply", width=360) as page:
        page.goto("/en/listings/new/offer/")
        page.locator("input[name=language][value=en]").check()
        page.locator("#id_title").fill(TITLE)
        page.locator("#id_summary").fill("A floating probe reads floc volume and ammonia every ten minutes.")
        page.locator("#id_problem").fill("Farmers measure floc by hand once a day and notice ammonia peaks too late.")
        page.locator("#id_description").fill("The probe and its model are handed over with drawings and training.")
        page.locator("#id_advantages").fill("Ammonia alarm 18 hours earlier; 12% less feed in two crops.")
        step(page)
        page.locator("#id_comparisons-0-indicator").fill("Alarm before the peak")
        page.locator("#id_comparisons-0-ours").fill("18")
        page.locator("#id_comparisons-0-best").fill("4")
        page.locator("#id_comparisons-0-unit").fill("hours")
        page.locator("#id_trl").select_option("7")
        page.locator("#id_trl_evidence").fill("Two crops in six ponds, accepted in May 2026.")
        step(page)
        tick(page, "fields", "Fisheries")
        tick(page, "industries", "aquaculture")
        tick(page, "forms", "Licence")
        page.locator("#id_amount_min").fill("200 million")
        page.locator("#id_amount_max").fill("1.2 billion")
        page.locator("#id_partner_sought").fill("A maker of pond equipment with a service team on the northern coast.")
        step(page)
        page.locator("#id_contact").select_option(index=1)
        step(page)
        reference = reference_in(page.locator("main").inner_text())
        expect(page.locator("main")).to_contain_text("VND 0.2–1.2 billion")
        page.locator(f"form[action$='/{reference}/submit/'] button").click()
        page.wait_for_url(f"**/en/listings/{reference}/history/")
        expect(page.locator("h1")).to_have_text(TITLE)


def step(page: Page) -> None:
    """Check the step as it is filled in, then go on."""
    assert overflow(page) == []
    assert accessibility_problems(page) == []
    go_on(page)


def test_a_member_declines_with_a_reason(visitors: Visitors) -> None:
    with visitors.page("demand", width=360) as page:
        # The oldest one, on the last page: what other journeys have published since need not have found a partner.
        page.goto("/en/desk/listings/?state=published&page=999")
        page.locator(".table th a").last.click()
        address = page.locator("a[href$='/suggestions/']").first.get_attribute("href")
        assert address
        wait_until_shown(page, address, 'action="/en/suggestions/')
        card = page.locator("main article:has(details)").first
        name = card.get_attribute("id")
        card.locator("summary.btn--2").click()
        card.locator("details[open] button[type=submit]").click()
        again = page.locator(f"#{name}")
        expect(again.locator(".err").first).to_be_visible()
        assert accessibility_problems(page) == []
        again.locator("input[type=radio]").first.check()
        again.locator("details[open] button[type=submit]").click()
        expect(page.locator(f"#{name}")).to_contain_text("You said: not for us")


def test_one_click_stops_the_letters(visitors: Visitors) -> None:
    """Opening the link changes nothing, because mail scanners open links; pressing the button does, without sign-in."""
    with visitors.page("supply", width=360) as page, visitors.page(width=360) as reader:
        assert chosen_pace(page) == "at_once"
        # The first start's whole backlog comes first; how long a new listing waits is told by the main job.
        open_letter(reader, DEMO["supply"], "gợi ý")
        follow(reader, "/mail/unsubscribe/")
        assert accessibility_problems(reader) == []
        assert chosen_pace(page) == "at_once"
        answer = reader.request.post(reader.url, form={"List-Unsubscribe": "One-Click"})
        assert answer.status == 200
        assert chosen_pace(page) != "at_once"


def chosen_pace(page: Page) -> str:
    """How often the person wants suggestions by e-mail; empty if not at all."""
    page.goto("/account/settings/")
    box = page.locator("input[name=suggestions]")
    if box.count() and not box.is_checked():
        return ""
    return page.locator("input[name=suggestion_mail]:checked").get_attribute("value") or ""
