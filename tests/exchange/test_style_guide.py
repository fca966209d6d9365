"""The style guide shows every component, and error pages stand without anything around them."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = {"field_error", "field_group", "table_cell", "messages", "form_fields", "search", "listing_facts", "thumbnail"}


@pytest.mark.parametrize("path", ["/style-guide/", "/en/style-guide/"])
def test_style_guide_in_both_languages(client: Client, path: str) -> None:
    response = client.get(path)
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert page.html is not None
    assert page.html["lang"] == ("en" if path.startswith("/en/") else "vi")
    assert len(page.select(".card")) == 4
    ids = [str(element["id"]) for element in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_every_component_is_in_the_style_guide() -> None:
    components = {path.stem for path in (ROOT / "templates" / "components").glob("*.html")}
    guide = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "templates" / "exchange").rglob("style_guide*/*.html")
    )
    guide += (ROOT / "templates" / "exchange" / "style_guide.html").read_text(encoding="utf-8")
    shown = set(re.findall(r"components/(\w+)\.html", guide)) | {"chip"}
    assert components - shown - PARTS == set()


@pytest.mark.parametrize("path", ["/style-guide/", "/en/style-guide/"])
def test_a_comparison_word_by_word_is_in_the_style_guide(client: Client, path: str) -> None:
    changes = BeautifulSoup(client.get(path).content, "html.parser").select_one(".changes")
    assert changes is not None
    assert [changes.select_one(mark).select_one(".vh") is not None for mark in ("del", "ins")] == [True, True]  # type: ignore[union-attr]


def test_every_component_says_what_it_takes() -> None:
    for path in (ROOT / "templates" / "components").glob("*.html"):
        assert path.read_text(encoding="utf-8").startswith(f"{{# {path.stem}: "), path.name


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_error_pages_need_no_context(status: int, language: str) -> None:
    with translation.override(language):
        page = BeautifulSoup(render_to_string(f"{status}.html"), "html.parser")
    assert page.html is not None
    assert page.html["lang"] == language
    assert len(page.select("h1")) == 1
    assert page.select("main#main")


def test_theme_is_set_on_the_page(client: Client) -> None:
    client.cookies["theme"] = "dark"
    page = BeautifulSoup(client.get("/style-guide/").content, "html.parser")
    assert page.html is not None
    assert page.html["data-theme"] == "dark"
