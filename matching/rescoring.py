"""What a stored score would be under other weights: exact, from the stored values, without reading a text again. Pure.

A score keeps every feature's value beside its amount, what was not stated as such, and a hard fact as the item `cap`.
No value depends on a weight, so that the same sum can be taken with any weights: `score` itself takes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from matching.scoring import CAP, Weights, weighed


@dataclass(frozen=True, slots=True)
class Parts:
    """What a score is made of but for the weights: a value by feature, None if not stated; whether a hard fact caps."""

    values: Mapping[str, float | None]
    capped: bool

    @classmethod
    def of(cls, items: Iterable[Mapping[str, Any]]) -> Parts:
        """The parts of a score's stored `items`."""
        values = {item["feature"]: item["value"] if item["known"] else None for item in items}
        return cls({name: value for name, value in values.items() if name != CAP}, CAP in values)

    def logit(self, weights: Weights) -> float:
        """The logit under these weights; a feature that the score did not know yet counts as not stated."""
        known = {name: value for name, value in self.values.items() if name in weights.features}
        return weighed(known, weights, capped=self.capped)[1]
