"""Whether weights learnt from answers foretell other answers better than those in force. Pure.

Answers of one need stand together: all of them are learnt from, or all are held back to measure by.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from statistics import fmean
from typing import Any

from matching.evaluation import ndcg
from matching.fitting import Observation, fit
from matching.scoring import Weights, sigmoid

HELD_BACK = 5  # every fifth need
#: Fewer needs with both answers say nothing about order.
LEAST_NEEDS = 5
BANDS = 5


@dataclass(frozen=True, slots=True)
class Band:
    """Answers whose score lies in one band: how many, their mean score, and the share of acceptances, each 0–1."""

    low: float
    count: int
    expected: float
    accepted: float


@dataclass(frozen=True, slots=True)
class Measures:
    """How well weights foretell answers; nDCG@10 over the needs that have both answers, None if there are none."""

    log_loss: float
    ndcg10: float | None
    needs: int
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Learnt weights beside those in force, both measured on answers that neither has seen."""

    values: Mapping[str, float]
    learnt_from: int
    held_back: int
    old: Measures
    new: Measures

    @property
    def obstacle(self) -> str:
        """Why the learnt weights must not take over: "too_few", "log_loss" or "ndcg"; nothing if they may."""
        if self.old.ndcg10 is None or self.new.ndcg10 is None or self.new.needs < LEAST_NEEDS:
            return "too_few"
        if self.new.log_loss > self.old.log_loss:
            return "log_loss"
        return "ndcg" if self.new.ndcg10 < self.old.ndcg10 else ""


def is_held_back(need: int) -> bool:
    """Whether a need's answers are kept for measuring: all or none of them, every time."""
    return int.from_bytes(sha256(str(need).encode()).digest()[:8], "big") % HELD_BACK == 0


def learn(observations: Iterable[Observation], in_force: Weights) -> Comparison:
    """Fit on four fifths of the needs, and measure fit and weights in force on the others."""
    known = [each for each in observations if not each.parts.capped]
    seen = [each for each in known if not is_held_back(each.need)]
    unseen = [each for each in known if is_held_back(each.need)]
    learnt = fit(seen)
    values = {"base": learnt.base, **{name: each.weight for name, each in learnt.features.items()}}
    return Comparison(values, len(seen), len(unseen), measure(unseen, in_force), measure(unseen, learnt))


def measure(observations: Sequence[Observation], weights: Weights) -> Measures:
    """How well the weights foretell these answers."""
    logits = [(each, each.parts.logit(weights)) for each in observations]
    lost = [_softplus(-logit if each.interested else logit) for each, logit in logits]
    gains = _ndcg_by_need(logits)
    return Measures(
        log_loss=math.fsum(lost) / len(lost) if lost else 0.0,
        ndcg10=fmean(gains) if gains else None,
        needs=len(gains),
        bands=_bands([(sigmoid(logit), each.interested) for each, logit in logits]),
    )


def _softplus(value: float) -> float:
    """log(1 + e^value), without overflow."""
    return max(value, 0.0) + math.log1p(math.exp(-abs(value)))


def _ndcg_by_need(logits: Iterable[tuple[Observation, float]]) -> list[float]:
    """nDCG@10 of each need that has both answers, in the order of the needs; a pair gains by how far it came."""
    answers: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for each, logit in logits:
        answers[each.need].append((logit, each.grade if each.interested else 0))
    found = []
    for _, given in sorted(answers.items()):
        if len({bool(grade) for _, grade in given}) == 2:
            # Equal scores: what came least far first, so that a tie is never to the weights' credit.
            ranked = sorted(given, key=lambda answer: (-answer[0], answer[1]))
            grades = {str(place): grade for place, (_, grade) in enumerate(ranked)}
            found.append(ndcg(list(grades), grades))
    return found


def _bands(answers: Iterable[tuple[float, bool]]) -> tuple[Band, ...]:
    """Calibration: answers by fifths of the score, empty ones left out."""
    grouped: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for value, interested in answers:
        grouped[min(int(value * BANDS), BANDS - 1)].append((value, interested))
    return tuple(
        Band(band / BANDS, len(found), fmean(value for value, _ in found), fmean(yes for _, yes in found))
        for band, found in sorted(grouped.items())
    )


def to_json(comparison: Comparison) -> dict[str, Any]:
    """Plain JSON values, from which `from_json` makes an equal comparison."""
    return {
        "values": dict(comparison.values), "learnt_from": comparison.learnt_from, "held_back": comparison.held_back,
        "old": _measures_to_json(comparison.old), "new": _measures_to_json(comparison.new),
    }  # fmt: skip


def _measures_to_json(measures: Measures) -> dict[str, Any]:
    bands = [[band.low, band.count, band.expected, band.accepted] for band in measures.bands]
    return {"log_loss": measures.log_loss, "ndcg10": measures.ndcg10, "needs": measures.needs, "bands": bands}


def from_json(stored: Mapping[str, Any]) -> Comparison:
    """The comparison that `to_json` wrote."""
    old, new = (
        Measures(each["log_loss"], each["ndcg10"], each["needs"], tuple(Band(*band) for band in each["bands"]))
        for each in (stored["old"], stored["new"])
    )
    return Comparison(stored["values"], stored["learnt_from"], stored["held_back"], old, new)
