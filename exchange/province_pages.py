"""The provinces as a map of tiles and as rows of a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.browsing import PROVINCES, Entry, Scheme
from catalog.text import strip_accents
from taxonomy.models import Concept
from taxonomy.province_map import HOANG_SA, PLACES, TRUONG_SA, tone
from taxonomy.sorting import vietnamese_key

Key = Callable[[Entry], Any]


def by_name(entry: Entry) -> str:
    return vietnamese_key(entry.concept.name)


SORTS: dict[str, Key] = {
    "name": by_name,
    "offers": lambda entry: (-entry.tally.offers, by_name(entry)),
    "needs": lambda entry: (-entry.tally.needs, by_name(entry)),
    "total": lambda entry: (-entry.tally.total, by_name(entry)),
}


def headings(order: str) -> list[dict[str, Any]]:
    """The columns of the table, each a way to sort it."""
    labels = {
        "name": _("Province or city"),
        "offers": _("Offers"),
        "needs": _("Needs"),
        "total": _("Total"),
    }
    return [{"key": key, "label": label, "current": key == order} for key, label in labels.items()]


def sorted_rows(entries: list[Entry], order: str) -> list[dict[str, Any]]:
    return [{"entry": entry, "note": note_of(PROVINCES, entry.concept)} for entry in sorted(entries, key=SORTS[order])]


def tiles(entries: list[Entry]) -> list[dict[str, Any]]:
    """The provinces from north to south, each with its place on the map and its tone."""
    placed = [entry for entry in entries if entry.concept.code in PLACES]
    found = [tile(entry) for entry in placed]
    return sorted(found, key=lambda one: (one["row"], one["column"]))


def tile(entry: Entry) -> dict[str, Any]:
    place = PLACES[entry.concept.code]
    vietnamese = (get_language() or "vi").startswith("vi")
    return {
        "entry": entry,
        "row": place.row,
        "column": place.column,
        "short": place.short if vietnamese else strip_accents(place.short),
        "tone": tone(entry.tally.total),
    }


def note_of(scheme: Scheme, concept: Concept) -> str:
    """That an archipelago belongs to the province."""
    if scheme is not PROVINCES:
        return ""
    notes = {
        HOANG_SA: _("with the special zone of Hoang Sa"),
        TRUONG_SA: _("with the special zone of Truong Sa"),
    }
    return notes.get(concept.code, "")
