"""Adding, changing and retiring entries: each refusal, and history."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from taxonomy.glossary_editing import PairKnown, add_entry, change_entry, set_state
from taxonomy.models import GlossaryEntry

pytestmark = pytest.mark.django_db


def make(now: datetime, **values: Any) -> GlossaryEntry:
    return add_entry(now=now, **{"term_vi": "Máy ép viên", "term_en": "Pellet mill", **values})


def events(entry: GlossaryEntry) -> list[str]:
    found = GlossaryEntry.pgh_event_model.objects.filter(pgh_obj=entry)  # type: ignore[attr-defined]
    return list(found.order_by("pgh_id").values_list("pgh_label", flat=True))


def test_entry_is_added_with_what_it_is_compared_by(now: datetime) -> None:
    entry = make(now, synonyms_vi=["máy tạo viên", "Máy Tạo Viên", "máy ép viên"], abbreviations=["PM"])
    assert (entry.key_vi, entry.key_en, entry.code) == ("may ep vien", "pellet mill", "pellet-mill-may-ep-vien")
    assert entry.synonyms_vi == ["máy tạo viên"]
    assert entry.names.split("\n") == ["may ep vien", "pellet mill", "may tao vien", "pm"]


@pytest.mark.parametrize(("vi", "en"), [("máy ép viên", "pellet mill"), ("MAY EP VIEN", "pellet mills")])
def test_same_pair_is_refused(vi: str, en: str, now: datetime) -> None:
    entry = make(now)
    with pytest.raises(PairKnown) as refused:
        make(now, term_vi=vi, term_en=en)
    assert refused.value.entry == entry


def test_change_into_another_entrys_pair_is_refused(now: datetime) -> None:
    entry = make(now)
    make(now, term_en="Pelletiser")
    with pytest.raises(PairKnown):
        change_entry(entry=entry, now=now, term_en="pelletiser")
    assert GlossaryEntry.objects.get(pk=entry.pk).term_en == "Pellet mill"


def test_change_keeps_the_code_and_leaves_a_trace(now: datetime) -> None:
    entry = make(now)
    later = now + timedelta(days=1)
    changed = change_entry(entry=entry, now=later, term_en="Pellet press")
    assert (changed.code, changed.key_en, changed.edited_at) == (entry.code, "pellet press", later)
    assert events(entry) == ["insert", "update"]


def test_nothing_changed_leaves_no_trace(now: datetime) -> None:
    entry = make(now)
    change_entry(entry=entry, now=now + timedelta(days=1), term_vi="Máy ép viên", synonyms_vi=[])
    assert events(entry) == ["insert"]


def test_retiring_twice_changes_once(now: datetime) -> None:
    entry = make(now)
    for hours in (1, 2):
        set_state(entry=entry, state="retired", now=now + timedelta(hours=hours))
    assert GlossaryEntry.objects.get(pk=entry.pk).edited_at == now + timedelta(hours=1)
    assert entry not in GlossaryEntry.objects.active()
    assert events(entry) == ["insert", "update"]


def test_codes_of_different_entries_differ(now: datetime) -> None:
    first = make(now)
    change_entry(entry=first, now=now, term_en="Something else")
    assert make(now).code == "pellet-mill-may-ep-vien-2"


@pytest.mark.parametrize(("typed", "found"), [("may ep", True), ("MILLS pellet", True), ("ép bùn", False)])
def test_words_are_looked_for_in_all_names(typed: str, found: bool, now: datetime) -> None:
    assert (make(now) in GlossaryEntry.objects.with_words(typed)) is found
