"""One portal and one browser for all journeys; a journey also fails for what the browser complained about."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.browsing import CHROMIUM_FLAGS, PATIENCE, ROOT, Visitors, chromium
from tests.journeys.portal import Portal, SharedPortal


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The real portal, or the one that PORTAL_URL names, whose data are in DATA_DIR."""
    if address := os.environ.get("PORTAL_URL"):
        yield Portal(os.environ.get("DATA_DIR", str(ROOT / ".data")), urlsplit(address).port or 80)
        return
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    shared = SharedPortal(tmp_path_factory.getbasetemp().parent if is_worker else tmp_path_factory.getbasetemp())
    yield shared.enter()
    assert shared.leave() == []


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium is installed; set CHROMIUM to its path")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _visitors(portal: Portal, chromium_browser: Browser) -> Visitors:
    return Visitors(chromium_browser, portal.url)


@pytest.fixture
def visitors(_visitors: Visitors) -> Iterator[Visitors]:
    _visitors.sightings.problems.clear()
    _visitors.sightings.expected.clear()
    yield _visitors
    _visitors.close_others()
    assert _visitors.sightings.problems == []
