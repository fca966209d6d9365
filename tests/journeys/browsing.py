"""People at browsers: who is signed in, what a page must never do, and accessibility rules run on it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, StorageState

ROOT = Path(__file__).resolve().parents[2]
AXE = next((ROOT / "tests" / "vendor").glob("axe-core-*/axe.min.js"))
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
HEIGHTS = {320: 640, 360: 740, 1280: 900}
#: Milliseconds; far more than anything takes on a quiet machine.
PATIENCE = 60_000
DEMO = {
    "demand": "ben-cau@vidu.test",
    "supply": "ben-cung@vidu.test",
    "officer": "can-bo@vidu.test",
    "manager": "quan-ly@vidu.test",
    "admin": "quan-tri@vidu.test",
}


def chromium() -> str | None:
    """The browser's path: from CHROMIUM, or where Debian and others put it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next((found for name in names if (found := shutil.which(name))), None)


class Sightings:
    """What went wrong in the browser while pages were shown."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        #: Addresses that are meant to answer with an error, or not at all.
        self.expected: set[str] = set()

    def watch(self, page: Page) -> None:
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.problems.append(f"script error on {page.url}: {error}"))
        page.on("response", self.on_response)
        page.on("requestfailed", self.on_failure)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console {message.type} on {message.location.get('url')}: {message.text}")

    def on_failure(self, request: Request) -> None:
        """A file that did not arrive whole; what the next navigation cut short does not count."""
        if request.failure != "net::ERR_ABORTED" and request.url not in self.expected:
            self.problems.append(f"{request.failure} for {request.url}")

    def on_response(self, response: Response) -> None:
        is_form_error = response.request.method == "POST" and response.status in (409, 422)
        if response.status >= 400 and not is_form_error and response.url not in self.expected:
            self.problems.append(f"{response.status} for {response.url}")


class Visitors:
    """Browser contexts by person, language, theme and width; everything seen in them is watched."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.sightings = Sightings()
        self._states: dict[str, StorageState] = {}
        self._lasting: dict[tuple[str, str, int], Page] = {}

    def context(
        self, who: str = "", *, width: int = 1280, theme: str = "light", scripts: bool = True
    ) -> BrowserContext:
        """A browser of one's own; `who` is a role of the demonstration, empty for a visitor."""
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            locale="vi-VN",
            java_script_enabled=scripts,
            storage_state=self.signed_in(who) if who else None,
        )
        context.set_default_timeout(PATIENCE)
        context.on("page", self.sightings.watch)
        return context

    def signed_in(self, who: str) -> StorageState:
        """Cookies of a demonstration account, signed in once by its button."""
        if who not in self._states:
            context = self.context()
            page = context.new_page()
            page.goto("/account/login/")
            page.locator(f"button[value='{DEMO[who]}']").click()
            page.wait_for_url(lambda address: "/login" not in address)
            self._states[who] = context.storage_state()
            context.close()
        return self._states[who]

    def lasting_page(self, who: str, *, theme: str, width: int) -> Page:
        """A page that stays open, for tests that only look: a new one costs more than looking."""
        key = (who, theme, width)
        if key not in self._lasting:
            self._lasting[key] = self.context(who, theme=theme, width=width).new_page()
        page = self._lasting[key]
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        return page

    def close_others(self) -> None:
        """Close every browser but the lasting ones."""
        lasting = {page.context for page in self._lasting.values()}
        for context in set(self.browser.contexts) - lasting:
            context.close()

    @contextmanager
    def page(self, who: str = "", **options: Any) -> Iterator[Page]:
        context = self.context(who, **options)
        try:
            yield context.new_page()
        finally:
            context.close()


def accessibility_problems(page: Page, *, rules: list[str] | None = None) -> list[str]:
    """What axe finds on the page as it stands."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": AXE_TAGS}
    found = page.evaluate(
        "async (only) => (await axe.run(document, {runOnly: only, resultTypes: ['violations']})).violations.map("
        "rule => [rule.id, rule.help, rule.nodes.map(node => node.html.slice(0, 160) + ' ' + "
        "(node.any[0]?.message ?? node.all[0]?.message ?? node.none[0]?.message ?? ''))])",
        only,
    )
    return [f"{rule}: {words} | {node}" for rule, words, nodes in found for node in nodes[:3]]


def overflow(page: Page) -> list[str]:
    """Elements that make the page scroll sideways."""
    return list(
        page.evaluate(
            """() => {
              const width = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= width) return [];
              const wide = [...document.body.querySelectorAll('*')].filter(
                (element) => element.getBoundingClientRect().right > width + 1);
              return [document.documentElement.scrollWidth + ' px instead of ' + width,
                ...wide.slice(0, 4).map((element) => element.outerHTML.slice(0, 140))];
            }"""
        )
    )
