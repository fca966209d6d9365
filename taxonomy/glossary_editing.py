"""Adding, changing, retiring glossary entries; entries are never deleted. History records who does it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from taxonomy.folding import folded
from taxonomy.glossary_models import LONGEST_TERM
from taxonomy.models import GlossaryEntry

WRITTEN = ("term_vi", "term_en", "synonyms_vi", "synonyms_en", "abbreviations", "note")


class PairKnown(Exception):
    """Another entry has the same two terms, case and diacritics aside."""

    def __init__(self, entry: GlossaryEntry) -> None:
        super().__init__(str(entry))
        self.entry = entry


def code_of(term_en: str, term_vi: str = "") -> str:
    """A stable name for an entry, by which the shipped file knows it again after its terms were edited."""
    return slugify(folded(f"{term_en} {term_vi}"))[:LONGEST_TERM].strip("-")


@transaction.atomic
def add_entry(*, now: datetime, **values: Any) -> GlossaryEntry:
    """Add an entry; the same pair of terms twice is refused."""
    entry = GlossaryEntry(edited_at=now, **cleaned(values)).fold()
    entry.code = free_code(code_of(entry.term_en, entry.term_vi) or "entry")
    return save(entry)


@transaction.atomic
def change_entry(*, entry: GlossaryEntry, now: datetime, **values: Any) -> GlossaryEntry:
    """Write what an officer has changed; nothing changed leaves no trace."""
    locked = GlossaryEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    changes = {name: value for name, value in cleaned(values).items() if getattr(locked, name) != value}
    if not changes:
        return locked
    for name, value in changes.items():
        setattr(locked, name, value)
    locked.edited_at = now
    return save(locked.fold())


@transaction.atomic
def set_state(*, entry: GlossaryEntry, state: str, now: datetime) -> GlossaryEntry:
    """Retire an entry, or take it into use again; pressed twice it changes once."""
    locked = GlossaryEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    if locked.state != state:
        locked.state, locked.edited_at = state, now
        locked.save(update_fields=["state", "edited_at"])
    return locked


def cleaned(values: dict[str, Any]) -> dict[str, Any]:
    """Each name once: what the term or an earlier synonym says already is left out."""
    known = {values[name].casefold() for name in ("term_vi", "term_en") if name in values}
    lists = {name: distinct(values[name], known) for name in WRITTEN if isinstance(values.get(name), list)}
    return {**values, **lists}


def distinct(names: Iterable[str], known: set[str]) -> list[str]:
    kept = []
    for name in names:
        key = name.casefold()
        if key not in known:
            known.add(key)
            kept.append(name)
    return kept


def save(entry: GlossaryEntry) -> GlossaryEntry:
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        other = GlossaryEntry.objects.filter(key_vi=entry.key_vi, key_en=entry.key_en).exclude(pk=entry.pk).first()
        if other is None:
            raise
        raise PairKnown(other) from error
    return entry


def free_code(wanted: str) -> str:
    """The code itself, or with the first free number."""
    taken = set(GlossaryEntry.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    number, code = 1, wanted
    while code in taken:
        number += 1
        code = f"{wanted[: LONGEST_TERM - 6]}-{number}"
    return code
