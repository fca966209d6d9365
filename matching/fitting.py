"""Weights learnt from answers: a logistic fit that starts from the defaults and leaves them only for evidence. Pure.

The fit maximises the likelihood of the answers times a Gaussian around `DEFAULT_WEIGHTS`, within the bounds a manager
keeps, so that no sign ever turns. Answers are taken with the values that the features had when they were given.

That somebody refused speaks about the pair as a whole; which reason they named speaks about the features it is about,
held against those of the other reasons: P(reason | refused) is the softmax of what these features take away, beside
how often the reason is named anyway. "Too expensive" where the price fits tells against the weight of the budget, not
against the others.

How far a pair came weighs too: an acceptance that led to a contract tells more than one that led nowhere. Acceptances
count by their grades, and together as many as they are, so that the base stays that of the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.rescoring import Parts
from matching.scoring import DEFAULT_WEIGHTS, HIGHEST_BASE, LOWEST_BASE, Weight, Weights

Array = npt.NDArray[np.float64]

FEATURES = tuple(DEFAULT_WEIGHTS.features)
#: The features that a coded reason speaks against; the whole pair where none is named.
WHOLE: frozenset[str] = frozenset()
REASONS: Mapping[str, frozenset[str]] = {
    "": WHOLE,
    "price": frozenset({"budget"}),
    "too_early": frozenset({"trl"}),
    "out_of_scope": frozenset({"text", "field", "industry", "subject"}),
    "technical": frozenset({"text", "figures", "limits", "subject"}),
}
#: Reasons that say nothing about how well two listings fit: such answers are left out.
NOT_ABOUT_FIT = frozenset({
    "benefit_unclear", "commercial_unclear", "description_unclear", "have_solution", "timing", "legal", "no_capacity",
})  # fmt: skip

#: Prior standard deviations: a weight's bounds lie four of them apart; the base is all but free.
WIDTHS_BETWEEN = 4
BASE_WIDTH = 3.0

PLACES = 3
MOST_STEPS = 200
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Observation:
    """An explicit answer: whose need, what the score was made of, yes or no, and what a "no" is about."""

    need: int
    parts: Parts
    interested: bool
    about: frozenset[str] = WHOLE
    #: How far an accepted pair came: 1 for the interest, more for a meeting, a memorandum, a contract.
    grade: int = 1


def fit(observations: Iterable[Observation]) -> Weights:
    """The most probable weights given the answers, rounded to PLACES; the defaults where there is nothing to learn."""
    evidence = _Evidence.of([each for each in observations if not each.parts.capped])
    base, *found = [round(float(value), PLACES) for value in _most_probable(evidence)[:KNOWN]]
    features = {
        name: Weight(value, each.mean, each.lowest, each.highest)
        for (name, each), value in zip(DEFAULT_WEIGHTS.features.items(), found, strict=True)
    }
    return Weights("", base, features)


#: Parameters: the base, a weight for every feature, and how often each reason is named anyway.
KNOWN = 1 + len(FEATURES)
_DEFAULTS = DEFAULT_WEIGHTS.features.values()
_NAMED = [features for features in REASONS.values() if features]
_MASKS = np.array([[name in features for name in FEATURES] for features in _NAMED], dtype=np.float64)
_PRIOR = np.array([DEFAULT_WEIGHTS.base, *(each.weight for each in _DEFAULTS), *(0.0 for _ in _NAMED)])
_WIDTHS = [
    BASE_WIDTH,
    *((each.highest - each.lowest) / WIDTHS_BETWEEN for each in _DEFAULTS),
    *(BASE_WIDTH for _ in _NAMED),
]
_PRECISION = np.array(_WIDTHS) ** -2.0
_LOWEST = np.array([LOWEST_BASE, *(each.lowest for each in _DEFAULTS), *(-np.inf for _ in _NAMED)])
_HIGHEST = np.array([HIGHEST_BASE, *(each.highest for each in _DEFAULTS), *(np.inf for _ in _NAMED)])


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Answers as arrays. `known`: 1 for the base, then the distances from the means; `answer`: 0 or 1; `weight`.

    `against`: for every refusal with a reason, what each parameter adds to each reason; `named`: the reason that was.
    """

    known: Array
    answer: Array
    weight: Array
    against: Array
    named: Array

    @classmethod
    def of(cls, observations: Sequence[Observation]) -> _Evidence:
        """Sorted, so that sums come out the same in whatever order the answers are read."""
        rows = [
            [1.0, *_distances(each.parts), float(each.interested), float(_reason(each)), float(each.grade)]
            for each in observations
        ]
        sorted_rows = np.array(sorted(rows), dtype=np.float64).reshape(-1, KNOWN + 3)
        known, answer, reason = sorted_rows[:, :KNOWN], sorted_rows[:, KNOWN], sorted_rows[:, KNOWN + 1].astype(int)
        grades, accepted = sorted_rows[:, KNOWN + 2], answer == 1
        weight = np.where(accepted, grades / grades[accepted].mean(), 1.0) if accepted.any() else np.ones(len(answer))
        chosen = (answer == 0) & (reason >= 0)
        distances = known[chosen, 1:]
        against = np.zeros((len(distances), len(_NAMED), len(_PRIOR)))
        against[:, :, 1:KNOWN] = -distances[:, None, :] * _MASKS
        against[:, :, KNOWN:] = np.eye(len(_NAMED))
        return cls(known, answer, weight, against, np.eye(len(_NAMED))[reason[chosen]])


def _reason(observation: Observation) -> int:
    return _NAMED.index(observation.about) if observation.about else -1


def _distances(parts: Parts) -> list[float]:
    """How far each feature is from its mean; 0 where it is not stated."""
    stated = [(parts.values.get(name), each.mean) for name, each in DEFAULT_WEIGHTS.features.items()]
    return [0.0 if value is None else value - mean for value, mean in stated]


def _most_probable(evidence: _Evidence) -> Array:
    """Newton's steps within the bounds: what is held at a bound and pushes beyond it stands still."""
    found = _PRIOR.copy()
    for _ in range(MOST_STEPS):
        slope, curvature = _slope(evidence, found)
        outward = ((found <= _LOWEST) & (slope > 0)) | ((found >= _HIGHEST) & (slope < 0))
        free = np.flatnonzero(~outward)
        if float(np.abs(slope[free]).max(initial=0.0)) < TOLERANCE:
            break
        step = np.zeros_like(found)
        step[free] = np.linalg.solve(curvature[np.ix_(free, free)], -slope[free])
        moved = _shortened(evidence, found, step, slope)
        if np.array_equal(moved, found):
            break
        found = moved
    return found


def _slope(evidence: _Evidence, theta: Array) -> tuple[Array, Array]:
    """First and second derivatives of `_loss`."""
    known, against = evidence.known, evidence.against
    expected = 1 / (1 + np.exp(-known @ theta[:KNOWN]))
    slope = _PRECISION * (theta - _PRIOR)
    curvature = np.diag(_PRECISION)
    slope[:KNOWN] += known.T @ (evidence.weight * (expected - evidence.answer))
    curvature[:KNOWN, :KNOWN] += (known * (evidence.weight * expected * (1 - expected))[:, None]).T @ known
    objections = against @ theta
    shares = np.exp(objections - np.logaddexp.reduce(objections, axis=1, keepdims=True))
    slope += np.einsum("nrp,nr->p", against, shares - evidence.named)
    mean = np.einsum("nrp,nr->np", against, shares)
    curvature += np.einsum("nrp,nr,nrq->pq", against, shares, against, optimize=True) - mean.T @ mean
    return slope, curvature


def _loss(evidence: _Evidence, theta: Array) -> float:
    """The negative logarithm of likelihood times prior."""
    logits = evidence.known @ theta[:KNOWN]
    lost = float(evidence.weight @ np.logaddexp(0.0, np.where(evidence.answer == 1.0, -logits, logits)))
    objections = evidence.against @ theta
    lost += (np.logaddexp.reduce(objections, axis=1) - (objections * evidence.named).sum(axis=1)).sum()
    return float(lost + 0.5 * (_PRECISION @ (theta - _PRIOR) ** 2))


def _shortened(evidence: _Evidence, theta: Array, step: Array, slope: Array) -> Array:
    """The step within the bounds, halved until it gains enough; none if no length does."""
    before = _loss(evidence, theta)
    for halvings in range(40):
        moved = np.clip(theta + step * 0.5**halvings, _LOWEST, _HIGHEST)
        if _loss(evidence, moved) <= before + 1e-4 * float(slope @ (moved - theta)):
            return moved
    return theta
