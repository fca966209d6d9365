"""The living things and waste waters a title names: shrimp is not catfish, dyeing waste water is not sewage. Pure.

The list `data/subjects.tsv` is a small hierarchy of things that exclude each other unless one is a kind of the other.
It was put together from what Vietnam farms, catches and treats, not from any listing. A word with another common
meaning stands in it only within a phrase that has one: "vải thiều", not "vải"; "câu mực", not "mực".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from catalog.quantity_grammar import longest_first, whole
from catalog.text import Language, canonical_tone, has_accents, normalise, strip_accents
from catalog.units import read_rows

LIVING = "living"
#: The kinds that hold all animals of the list.
ANIMALS = frozenset({"aquatic", "livestock", "poultry"})


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing that can be named: its kind's code, "" at a root, and how it is called on the page."""

    code: str
    parent: str
    vi: str
    en: str


@cache
def subjects() -> dict[str, Subject]:
    """Code → subject, of `subjects.tsv`."""
    rows = read_rows("subjects.tsv")
    return {
        row["code"]: Subject(row["code"], row["parent"], row["name_vi"], row["name_en"]) for row in rows if row["code"]
    }


def lineage(code: str) -> tuple[str, ...]:
    """The code, its kind, that one's kind, up to the root."""
    found = [code]
    while parent := subjects()[found[-1]].parent:
        found.append(parent)
    return tuple(found)


def is_living(code: str) -> bool:
    """Whether it is a living thing, or a kind of them."""
    return lineage(code)[-1] == LIVING


def is_animal(code: str) -> bool:
    """Whether it is an animal, or a kind of them."""
    return not ANIMALS.isdisjoint(lineage(code))


def subjects_in(text: str, language: Language) -> frozenset[str]:
    """The codes of the subjects a text names; of a phrase the longest: "cá tra" is no "cá"."""
    read = canonical_tone(normalise(text)).lower()
    pattern, codes = _pattern(language, bare=language == "vi" and not has_accents(read))
    return frozenset(code for match in pattern.finditer(read) if (code := codes[" ".join(match[0].split())]))


@cache
def _pattern(language: Language, *, bare: bool) -> tuple[re.Pattern[str], dict[str, str]]:
    codes: dict[str, str] = {}
    for row in read_rows("subjects.tsv"):
        for spelling in filter(None, normalise(row[f"spellings_{language}"]).split("|")):
            if not bare:
                codes.setdefault(canonical_tone(spelling).lower(), row["code"])
            elif " " in spelling:
                codes.setdefault(strip_accents(spelling).lower(), row["code"])
    return re.compile(whole(longest_first(set(codes)))), codes


def related(first: Iterable[str], second: Iterable[str]) -> list[tuple[str, str, bool]]:
    """The pairs that can be compared, those under one root, and whether one is a kind of the other."""
    pairs = [(lineage(a), lineage(b)) for a in sorted(first) for b in sorted(second)]
    return [(a[0], b[0], a[0] in b or b[0] in a) for a, b in pairs if a[-1] == b[-1]]
