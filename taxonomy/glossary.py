"""Finds the glossary's terms in what somebody types, and completes what they have begun.

    >>> expansions("may xu ly nuoc thai")
    [Expansion(start=4, end=19, names_vi=("xử lý nước thải", …), names_en=("wastewater treatment", …), …)]

Diacritics are ignored where the typed words have none; "bún" does not find "bùn". The longest term wins, found terms do
not overlap. Each process keeps the glossary; one small query a call tells whether somebody has changed it.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, Max

from taxonomy.folding import Word, words
from taxonomy.models import GlossaryEntry

Stamp = tuple[int, int]
MOST_WORDS = 64
KEPT = 4
SHORT = 3


@dataclass(frozen=True, slots=True)
class Expansion:
    """One entry whose term, synonym or abbreviation stands at `text[start:end]`; its names, the term itself first."""

    start: int
    end: int
    names_vi: tuple[str, ...]
    names_en: tuple[str, ...]
    abbreviations: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All names in both languages, the terms first."""
        return (*self.names_vi, *self.names_en, *self.abbreviations)


@dataclass(frozen=True, slots=True)
class Completion:
    """A name that goes on from what was typed, its language, and the term in the other language."""

    text: str
    language: str
    other: str


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an entry, cut into words; abbreviations belong to no language."""

    text: str
    language: str
    words: tuple[Word, ...]
    entry: GlossaryEntry


@dataclass(frozen=True, slots=True)
class Glossary:
    """Every name by its bare words, and how many words the longest has."""

    by_words: dict[tuple[str, ...], list[Name]]
    longest: int

    @property
    def names(self) -> Iterator[Name]:
        for found in self.by_words.values():
            yield from found


def expansions(text: str, glossary: Glossary | None = None) -> list[Expansion]:
    """The entries that a text names, in its order; spans are offsets into the text in NFC."""
    glossary = glossary or current()
    found = words(unicodedata.normalize("NFC", text))[:MOST_WORDS]
    expanded: list[Expansion] = []
    position = 0
    while position < len(found):
        length, names = longest_at(glossary, found, position)
        span = found[position : position + max(length, 1)]
        expanded += [expansion(entry, span) for entry in distinct(names)]
        position += len(span)
    return expanded


def longest_at(glossary: Glossary, found: list[Word], position: int) -> tuple[int, list[Name]]:
    """The names of the longest term that begins at a word, and how many words it has."""
    for length in range(min(glossary.longest, len(found) - position), 0, -1):
        typed = found[position : position + length]
        names = glossary.by_words.get(tuple(word.bare for word in typed), [])
        if meant := [name for name in names if agrees(typed, name)]:
            return length, meant
    return 0, []


def agrees(typed: Iterable[Word], name: Name) -> bool:
    """Whether the diacritics that were typed are the name's; where none were typed, all are meant.

    A name of one short syllable needs its own: "han" may be hàn (welding), hạn (a date) or hán.
    """
    pairs = list(zip(typed, name.words, strict=False))
    same = all(one.marks == other.marks for one, other in pairs)
    is_short = len(name.words) == 1 and len(name.words[0].bare) <= SHORT
    return same or not (is_short or any(one.marks for one, _ in pairs))


def distinct(names: Iterable[Name]) -> list[GlossaryEntry]:
    return list({name.entry.pk: name.entry for name in names}.values())


def expansion(entry: GlossaryEntry, span: list[Word]) -> Expansion:
    return Expansion(
        span[0].start,
        span[-1].end,
        (entry.term_vi, *entry.synonyms_vi),
        (entry.term_en, *entry.synonyms_en),
        tuple(entry.abbreviations),
    )


def completions(typed: str, *, language: str, limit: int) -> list[Completion]:
    """Names that begin with the typed words, the last of which may be unfinished; the page's language first."""
    begun = words(unicodedata.normalize("NFC", typed))
    if not begun or len(begun) > MOST_WORDS:
        return []
    found = [name for name in current().names if goes_on(begun, name)]
    found.sort(key=lambda name: (name.language != language, len(name.words), name.text))
    return [completion(name) for name in found[:limit]]


def goes_on(begun: list[Word], name: Name) -> bool:
    """Whether the name starts with the typed words; the last may be the beginning of one."""
    *whole, last = begun
    if len(name.words) < len(begun) or not name.words[len(whole)].bare.startswith(last.bare):
        return False
    same = all(one.bare == other.bare for one, other in zip(whole, name.words, strict=False))
    # The unfinished word's marks are not compared: its tone is typed last.
    return same and agrees(whole, name)


def completion(name: Name) -> Completion:
    entry = name.entry
    other = entry.term_en if name.language == "vi" else entry.term_vi
    return Completion(name.text, name.language, other)


def current() -> Glossary:
    """The glossary as it is now."""
    return load(stamp())


def stamp() -> Stamp:
    """Changes whenever any entry does, whoever writes it: each change adds a row to the history."""
    events = GlossaryEntry.pgh_event_model.objects.aggregate(  # type: ignore[attr-defined]
        last=Max("pgh_id"), count=Count("pgh_id")
    )
    return events["last"] or 0, events["count"]


@lru_cache(maxsize=KEPT)
def load(_stamp: Stamp) -> Glossary:
    """Read every entry in use."""
    by_words: defaultdict[tuple[str, ...], list[Name]] = defaultdict(list)
    for entry in GlossaryEntry.objects.active().order_by("pk"):
        for name in names_of(entry):
            by_words[tuple(word.bare for word in name.words)].append(name)
    return Glossary(dict(by_words), max(map(len, by_words), default=0))


def names_of(entry: GlossaryEntry) -> Iterator[Name]:
    lists = {
        "vi": [entry.term_vi, *entry.synonyms_vi],
        "en": [entry.term_en, *entry.synonyms_en],
        "": entry.abbreviations,
    }
    for language, texts in lists.items():
        for text in texts:
            if found := words(unicodedata.normalize("NFC", text)):
                yield Name(text, language, tuple(found), entry)
