"""Pictures of every kind of page, for people to look at: `python -m tests.journeys.screenshots [NAME …]`.

They go to test-results/shots/<page>-<language>-<width>-<theme>.png. PORTAL_URL names a portal that runs already.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

from tests.journeys.browsing import CHROMIUM_FLAGS, HEIGHTS, ROOT, Visitors, chromium
from tests.journeys.pages import KINDS, Guide
from tests.journeys.portal import Portal

SHOTS = ROOT / "test-results" / "shots"
WAYS = [(width, theme) for width in (360, 1280) for theme in ("light", "dark")]
LANGUAGES = ("vi", "en")


@contextmanager
def portal_address() -> Iterator[str]:
    if address := os.environ.get("PORTAL_URL"):
        yield address.rstrip("/")
        return
    portal = Portal()
    try:
        portal.start()
        yield portal.url
    finally:
        portal.stop()


def take(visitors: Visitors, names: set[str]) -> None:
    """Open each page once per language and show it in both widths and themes."""
    guide = Guide(visitors)
    for kind in KINDS:
        if names and kind.name not in names:
            continue
        try:
            address = guide.address(kind)
        except Exception as error:  # One missing page must not hide the others.
            sys.stdout.write(f"{kind.name}: {error}\n")
            continue
        for language in LANGUAGES:
            with visitors.page(kind.who) as page:
                page.goto(address if language == "vi" else f"/en{address}")
                for width, theme in WAYS:
                    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
                    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
                    page.screenshot(path=SHOTS / f"{kind.name}-{language}-{width}-{theme}.png", full_page=True)
        sys.stdout.write(f"{kind.name}: {address}\n")
        sys.stdout.flush()


def main() -> None:
    with portal_address() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=CHROMIUM_FLAGS)
        visitors = Visitors(browser, address)
        take(visitors, set(sys.argv[1:]))
        browser.close()
        for problem in visitors.sightings.problems:
            sys.stdout.write(f"! {problem}\n")


if __name__ == "__main__":
    main()
