"""The Vietnamese catalogue is whole: every text translated, no placeholder lost, compiled at the start."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from django.utils import translation
from django.utils.translation import gettext

CATALOGUE = Path(__file__).resolve().parent.parent / "locale" / "vi" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def entries() -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete]


def test_nothing_is_untranslated_or_unsure(entries: list[polib.POEntry]) -> None:
    assert [entry.msgid for entry in entries if not entry.translated() or entry.fuzzy] == []


def test_placeholders_are_kept(entries: list[polib.POEntry]) -> None:
    """Vietnamese has one form for all numbers, so it needs the placeholders of the plural."""
    wrong = []
    for entry in entries:
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text and set(PLACEHOLDER.findall(text)) != wanted:
                wrong.append((entry.msgid, text))
    assert wrong == []


def test_one_plural_form() -> None:
    assert "nplurals=1" in polib.pofile(str(CATALOGUE)).metadata["Plural-Forms"]


def test_markup_and_ends_are_kept(entries: list[polib.POEntry]) -> None:
    """The same links, and a question stays a question."""
    for entry in entries:
        text = entry.msgstr or entry.msgstr_plural[0]
        assert re.findall(r"</?\w+", entry.msgid) == re.findall(r"</?\w+", text), entry.msgid
        assert entry.msgid.endswith("?") == text.rstrip("”").endswith("?"), entry.msgid


def test_the_compiled_catalogue_is_used() -> None:
    with translation.override("vi"):
        assert gettext("Skip to main content") != "Skip to main content"


def test_templates_and_code_use_only_known_texts(entries: list[polib.POEntry]) -> None:
    """Each text marked in a template stands in the catalogue."""
    known = {entry.msgid for entry in entries}
    marked = re.compile(r"""\{%\s*translate\s+"((?:[^"\\]|\\.)*)"\s*%\}""")
    folder = CATALOGUE.parents[3] / "templates"
    missing = {
        text
        for path in folder.rglob("*")
        if path.is_file()
        for text in marked.findall(path.read_text(encoding="utf-8"))
        if text not in known
    }
    assert missing == set()
