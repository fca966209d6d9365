"""Counts of shown and opened listings: forgotten, or written down at once."""

from __future__ import annotations

from catalog.attention import writing_down
from catalog.attention.counting import OPEN, hand_over, valkey
from catalog.attention.writing_down import TAKEN


def forget_counts(url: str) -> None:
    """What was counted, here or in Valkey."""
    hand_over()
    valkey(url).delete(OPEN, TAKEN)


def write_down() -> int:
    """What processes and sweep do within seconds, now."""
    hand_over()
    return writing_down.write_down()
