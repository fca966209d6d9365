"""Advantages and innovative aspects: what is better, than what, by how much; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.linting.draft import Draft, Finding
from catalog.linting.words import COMPARES, PRAISE

_DIGIT = re.compile(r"\d")
_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.,]\d[^.!?;\n]*)*")
_PRAISED = ("title", "summary", "advantages", "economic_effect", "description")


def no_figures(draft: Draft) -> Iterator[Finding]:
    """Neither the advantages nor the table hold a number; of a need: what the difficulty costs."""
    field, others = ("advantages", ("economic_effect",)) if draft.is_offer else ("present_state", ())
    if not draft.text(field):
        return
    texts = [draft.text(name) for name in (field, *others)]
    texts += [row.value for row in draft.rows] if draft.is_offer else []
    if not any(_DIGIT.search(text) for text in texts):
        yield Finding("no_figures" if draft.is_offer else "cost_unknown", "advantages", "warn", field)


def no_comparison(draft: Draft) -> Iterator[Finding]:
    """An offer does not say what it is better than."""
    text = draft.text("advantages")
    is_compared = any(row.other.strip() for row in draft.rows) or COMPARES[draft.language].search(text)
    if draft.is_offer and text and not is_compared:
        yield Finding("no_comparison", "advantages", "warn", "advantages")


def praise(draft: Draft) -> Iterator[Finding]:
    """Praise in a sentence without a figure, told once for a text."""
    for field in _PRAISED:
        for sentence in _SENTENCE.findall(draft.text(field)):
            match = PRAISE[draft.language].search(sentence)
            if match and not _DIGIT.search(sentence):
                yield Finding("praise", "advantages", "note", field, match[0])
                break
