"""What each fact of a listing can change in the score of a pair, by the weights in force. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from matching.scoring import Weights, sigmoid

#: What an owner can state → the feature that compares it.
FEATURES: Final[Mapping[str, str]] = {
    "fields": "field",
    "industries": "industry",
    "trl": "trl",
    "forms": "form",
    "amount": "budget",
    "figures": "figures",
}
#: The pair whose change is told: as likely as not.
MIDDLE: Final = 0.0


@dataclass(frozen=True, slots=True)
class Stake:
    """A fact that matching compares: to how many points of 100 a pair at 50 can rise where it fits, and fall where not.

    Not stated, it leaves the pair at 50.
    """

    name: str
    is_stated: bool
    best: int
    worst: int
    weight: float


def stakes(unstated: Collection[str], weights: Weights) -> list[Stake]:
    """All facts, those that move a pair most first."""
    found = [_stake(name, name not in unstated, weights) for name in FEATURES]
    return sorted(found, key=lambda stake: (stake.worst - stake.best, list(FEATURES).index(stake.name)))


def _stake(name: str, is_stated: bool, weights: Weights) -> Stake:
    entry = weights.features[FEATURES[name]]
    best, worst = (round(100 * sigmoid(MIDDLE + entry.weight * (value - entry.mean))) for value in (1.0, 0.0))
    return Stake(name, is_stated, best, worst, entry.weight)


def stated_share(found: Collection[Stake]) -> int:
    """How much of the weight of these facts is stated, in percent."""
    whole = sum(stake.weight for stake in found)
    return round(100 * sum(stake.weight for stake in found if stake.is_stated) / whole) if whole else 100
