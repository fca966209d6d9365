"""The Vietnamese catalogue is whole: every text translated, no placeholder lost, compiled at the start."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import polib
import pytest
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "vi" / "LC_MESSAGES" / "django.po"
APPS = ("taxonomy", "accounts", "catalog", "matching", "cooperation", "advisory", "exchange")
#: Functions that mark a text, and which of their arguments it is.
MARKERS = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"], 0),
    **dict.fromkeys(["pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"], 1),
}
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
        texts = [text for text in (entry.msgstr, *entry.msgstr_plural.values()) if text]
        wrong += [(entry.msgid, text) for text in texts if set(PLACEHOLDER.findall(text)) != wanted]
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


def test_every_marked_text_is_in_the_catalogue(entries: list[polib.POEntry]) -> None:
    known = {entry.msgid for entry in entries}
    assert sorted((texts_of_templates() | texts_of_code()) - known) == []


def texts_of_templates() -> set[str]:
    """What templates mark, turned into Python as makemessages does."""
    files = [path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt")]
    return {text for path in files for text in marked_in(templatize(path.read_text(encoding="utf-8")))}


def marked_in(code: str) -> set[str]:
    """First texts of the calls in templatize's output, which is no whole Python."""
    found = set()
    for name, arguments in re.findall(
        r"\b(n?p?gettext|_)\(((?:u?'(?:[^'\\\\]|\\\\.)*'(?:,\s*)?|u?\"(?:[^\"\\\\]|\\\\.)*\"(?:,\s*)?)+)", code
    ):
        texts = ast.literal_eval(f"[{arguments}]")
        found.add(texts[1 if "p" in name else 0])
    return found


def texts_of_code() -> set[str]:
    """What our own modules mark: first text of each gettext call, second of those with a context."""
    found = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
                    argument = node.args[MARKERS[node.func.id]]
                    if isinstance(argument, ast.Constant):
                        found.add(str(argument.value))
    return found
