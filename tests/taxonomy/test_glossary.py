"""The glossary: what a query names, what completes it, and when an officer's edit counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from taxonomy import glossary, glossary_editing
from taxonomy.glossary import completions, expansions
from taxonomy.loading import DATA, load_glossary, read_table
from taxonomy.models import GlossaryEntry

pytestmark = pytest.mark.django_db


def english(text: str) -> list[str]:
    """The English terms that a text names."""
    return [found.names_en[0] for found in expansions(text)]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("xử lý nước thải", ["wastewater treatment"]),
        ("may XU LY NUOC THAI cho ao", ["wastewater treatment"]),
        ("Wastewater treatment plants", ["wastewater treatment plant"]),
        ("effluent treatment", ["wastewater treatment"]),
        ("mbbr", ["moving bed biofilm reactor"]),
        ("bình ngưng, cảm biến", ["condenser", "sensor"]),
        ("IoT", ["Internet of Things"]),
        ("bun thai", ["sludge"]),
        ("bún thái", []),
        ("han che", []),
        ("hàn tự động", ["automatic welding"]),
        ("", []),
        ("\x00 ' %", []),
    ],
)
def test_terms_are_found_in_a_text(text: str, terms: list[str]) -> None:
    assert english(text) == terms


def test_expansion_has_the_span_and_all_names() -> None:
    (found,) = expansions("bể MBBR cũ")
    assert (found.start, found.end) == (3, 7)
    assert found.names[0] == "giá thể vi sinh di động"
    assert "moving bed biofilm reactor" in found.names
    assert found.abbreviations == ("MBBR",)


def test_two_entries_under_one_name_are_both_meant(now: datetime) -> None:
    for other in ("gear oil", "transmission oil"):
        glossary_editing.add_entry(now=now, term_vi="dầu hộp số", term_en=other)
    assert english("dau hop so") == ["gear oil", "transmission oil"]


def test_very_long_text_is_read_as_far_as_its_first_words() -> None:
    assert english("x " * 5_000 + "bình ngưng") == []


def test_edit_counts_at_once_and_costs_one_query_else(now: datetime, django_assert_num_queries: Any) -> None:
    assert english("máy ép viên") == []
    entry = glossary_editing.add_entry(now=now, term_vi="máy ép viên", term_en="pellet mill")
    assert english("máy ép viên") == ["pellet mill"]
    with django_assert_num_queries(1):
        assert english("pellet mills") == ["pellet mill"]
    glossary_editing.set_state(entry=entry, state="retired", now=now)
    assert english("máy ép viên") == []


@pytest.mark.parametrize(
    ("typed", "language", "first"),
    [
        ("xu ly nuoc", "vi", "xử lý nước thải"),
        ("xử lý nư", "vi", "xử lý nước bẩn"),
        ("waste", "en", "wastewater"),
        ("MBB", "vi", "MBBR"),
        ("internet v", "vi", "Internet vạn vật"),
    ],
)
def test_names_complete_what_is_typed(typed: str, language: str, first: str) -> None:
    found = completions(typed, language=language, limit=5)
    assert first in [each.text for each in found]
    assert len(found) <= 5


def test_completion_gives_the_term_in_the_other_language() -> None:
    (found,) = completions("bình ng", language="vi", limit=1)
    assert (found.text, found.language, found.other) == ("bình ngưng", "vi", "condenser")


@pytest.mark.parametrize("typed", ["", " ", "nuoc thai xy", "\x00", "x" * 10_000, "x " * 500])
def test_nothing_completes_what_no_name_begins_with(typed: str) -> None:
    assert completions(typed, language="vi", limit=5) == []


def test_file_is_careful_and_every_row_arrives() -> None:
    _comment, rows = read_table(DATA / "glossary.tsv")
    assert len(rows) >= 150
    assert GlossaryEntry.objects.count() == len(rows)
    assert all(entry.names for entry in GlossaryEntry.objects.all())


def test_loading_again_keeps_what_officers_changed(now: datetime) -> None:
    before = GlossaryEntry.objects.count()
    entry = GlossaryEntry.objects.get(term_en="condenser")
    glossary_editing.change_entry(entry=entry, now=now, term_vi="giàn ngưng", term_en="condensing coil")
    glossary_editing.set_state(entry=GlossaryEntry.objects.get(term_en="boiler"), state="retired", now=now)
    load_glossary(DATA / "glossary.tsv")
    assert GlossaryEntry.objects.count() == before
    assert (english("giàn ngưng"), english("bình ngưng"), english("lò hơi")) == (["condensing coil"], [], [])


def test_cache_holds_few_editions() -> None:
    assert glossary.load.cache_info().maxsize == glossary.KEPT
