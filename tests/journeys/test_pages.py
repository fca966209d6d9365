"""Every kind of page: accessible, quiet in the console, never wider than the screen, whole in both languages.

Ordinarily each kind is opened once, in Vietnamese, light and wide, or in English, dark and narrow.
CUNGCAU_MATRIX=full opens each in both languages, both themes and both widths.
"""

from __future__ import annotations

import os
import re
from urllib.parse import urljoin

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Page

from tests.journeys.browsing import HEIGHTS, Visitors, accessibility_problems, overflow
from tests.journeys.pages import KINDS, Guide, Kind

pytestmark = pytest.mark.browser

FULL = os.environ.get("CUNGCAU_MATRIX") == "full"
ONCE = [("vi", "light", 1280), ("en", "dark", 360)]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
ENGLISH = re.compile(r"\b(the|of|and|your|please|with|this|for|has|been|not|yet)\b", re.IGNORECASE)
#: Words of the page's own language: what is marked as another language, typed by people, or code does not count.
OWN_WORDS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const words = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const language = parent.closest('[lang]').lang;
    if (language === 'vi' && !parent.closest('script, style, code, iframe, textarea, .prose, .quote')) {
      const text = walker.currentNode.textContent.trim();
      if (text) words.push(text);
    }
  }
  return words;
}"""

cases = (
    [(kind, language, "light", 1280) for kind in KINDS for language in ("vi", "en")]
    if FULL
    else [(kind, *ONCE[number % 2]) for number, kind in enumerate(KINDS)]
)


@pytest.fixture(scope="session")
def guide(_visitors: Visitors) -> Guide:
    return Guide(_visitors)


@pytest.fixture
def shown(visitors: Visitors, guide: Guide, case: tuple[Kind, str, str, int]) -> Page:
    kind, language, theme, width = case
    address = guide.address(kind, language)
    visitors.sightings.expected.add(urljoin(visitors.url, address).replace("ô", "%C3%B4"))
    page = visitors.lasting_page(kind.who, theme=theme, width=width)
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == kind.status
    return page


@pytest.mark.parametrize("case", cases, ids=lambda case: "-".join([case[0].name, *map(str, case[1:])]))
def test_page(shown: Page, case: tuple[Kind, str, str, int]) -> None:
    kind, language, _theme, width = case
    assert shown.locator("html").get_attribute("lang") == language
    assert shown.title().removesuffix(kind.title_suffix) not in ("", shown.title())
    assert shown.locator("h1").count() == 1
    assert shown.locator("h1").inner_text().strip()
    if language == "vi":
        assert [words for words in shown.evaluate(OWN_WORDS) if ENGLISH.search(words)] == []
    assert accessibility_problems(shown) == []
    if FULL:
        look_in_other_ways(shown)
    for wide in {320, 360, 1280} - {width}:
        shown.set_viewport_size({"width": wide, "height": HEIGHTS[wide]})
        assert overflow(shown) == [], f"at {wide} px"


@pytest.mark.parametrize("status", [403, 429, 500, 503, 507])
def test_error_page(visitors: Visitors, status: int) -> None:
    """Pages that cannot be asked for: rendered here, shown under the portal's address with its style."""
    language, theme, width = ONCE[status % 2]
    address = f"{visitors.url}/shown-error-{status}/"
    visitors.sightings.expected.add(address)
    with translation.override(language):
        html = render_to_string(f"{status}.html")
    with visitors.page(theme=theme, width=width) as page:
        page.route(address, lambda route: route.fulfill(status=status, content_type="text/html", body=html))
        page.goto(address)
        assert page.locator("h1").count() == 1
        assert accessibility_problems(page) == []
        for wide in (320, 360, 1280):
            page.set_viewport_size({"width": wide, "height": HEIGHTS[wide]})
            assert overflow(page) == [], f"at {wide} px"


def look_in_other_ways(page: Page) -> None:
    """The other themes and widths of the page that is open: themes change colours only, widths the layout."""
    page.emulate_media(color_scheme="dark")
    assert accessibility_problems(page, rules=COLOUR_RULES) == [], "dark, 1280 px"
    page.set_viewport_size({"width": 360, "height": HEIGHTS[360]})
    assert accessibility_problems(page, rules=COLOUR_RULES) == [], "dark, 360 px"
    page.emulate_media(color_scheme="light")
    assert accessibility_problems(page) == [], "light, 360 px"
