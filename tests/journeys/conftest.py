"""One portal and one browser for all journeys; a journey also fails for what the browser complained about."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.browsing import CHROMIUM_FLAGS, Visitors, chromium
from tests.journeys.portal import SharedPortal


@pytest.fixture(scope="session")
def portal_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real portal, or the one that PORTAL_URL names."""
    if address := os.environ.get("PORTAL_URL"):
        yield address.rstrip("/")
        return
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    portal = SharedPortal(tmp_path_factory.getbasetemp().parent if is_worker else tmp_path_factory.getbasetemp())
    yield portal.enter()
    problems, seconds = portal.leave()
    assert problems == []
    assert seconds < 5


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium is installed; set CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _visitors(portal_url: str, chromium_browser: Browser) -> Visitors:
    return Visitors(chromium_browser, portal_url)


@pytest.fixture
def visitors(_visitors: Visitors) -> Iterator[Visitors]:
    _visitors.sightings.problems.clear()
    _visitors.sightings.expected.clear()
    yield _visitors
    _visitors.close_others()
    assert _visitors.sightings.problems == []
