"""Clarity: whether a stranger understands what it is about; pure."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.linting.draft import Draft, Finding, Row
from catalog.linting.words import BARE_FIGURE, GENERAL, LEAST_SPECIFIC, PURE_NUMBER
from catalog.text import words

SHORTEST_DESCRIPTION = 150
_REPEATED = 15


def vague_title(draft: Draft) -> Iterator[Finding]:
    """The title could stand over anything."""
    title = draft.text("title")
    specific = [word.term for word in words(title) if word.term.lower() not in GENERAL[draft.language]]
    if title and len(specific) < LEAST_SPECIFIC[draft.language]:
        yield Finding("vague_title", "clarity", "warn", "title", title)


def summary_repeats(draft: Draft) -> Iterator[Finding]:
    """The summary says no more than the title."""
    title, summary = (draft.text(name).casefold().strip(" .") for name in ("title", "summary"))
    if title and summary and (summary in title or (title in summary and len(summary) - len(title) < _REPEATED)):
        yield Finding("summary_repeats", "clarity", "warn", "summary")


def thin_description(draft: Draft) -> Iterator[Finding]:
    """A description of a sentence or two."""
    if 0 < len(draft.text("description")) < SHORTEST_DESCRIPTION:
        yield Finding("thin_description", "clarity", "note", "description")


def without_unit(rows: tuple[Row, ...]) -> list[str]:
    """Names of the table's lines whose figure lacks a unit; ratios and counts have none."""
    bare = (row.name for row in rows if BARE_FIGURE.fullmatch(row.value) and not row.unit)
    return [name for name in bare if not PURE_NUMBER.search(name)]


def bare_figures(draft: Draft) -> Iterator[Finding]:
    """Figures of the table without a unit."""
    if names := without_unit(draft.rows):
        yield Finding("bare_figures", "clarity", "warn", draft.place, "; ".join(names))


def targets_in_words(draft: Draft) -> Iterator[Finding]:
    """A need none of whose indicators is a number."""
    if not draft.is_offer and draft.rows and not any(any(map(str.isdigit, row.value)) for row in draft.rows):
        yield Finding("targets_in_words", "clarity", "warn", "targets")
