"""The score of a need–offer pair: features in 0–1, one logistic sum, reasons as codes with values.

`logit = base + Σ weightᵢ · (valueᵢ − meanᵢ)`, `value = 1 ÷ (1 + e^−logit)`. A feature's mean is what two listings that
have nothing to do with each other show on average, so the base is the logit of such a pair, and what is not stated
takes the mean and contributes nothing. A hard fact that limits the score is one more contribution, named `cap`.

The logit is defined as `math.fsum` of the base and the contributions as stored: the sum of what is shown is the score,
to the last bit. The weights are reasoned priors in logits for the way from 0 to 1; they are not fitted.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from matching.features import (
    DEFAULT_FORM_TABLE,
    FormTable,
    ListingFacts,
    Reading,
    Reason,
    budget,
    form,
    hard_facts,
    industry,
    language,
    place,
    st_field,
    subject,
    trl,
)
from matching.figures import capacity_limits, figures
from matching.limits import limits
from matching.text_score import TextPair, TextScale, text_feature

CAP = "cap"
CAP_LOGIT = math.log(0.35 / 0.65)
#: The bounds a manager keeps for the base.
LOWEST_BASE, HIGHEST_BASE = -8.0, 2.0
LABEL_HIGH = 0.75
LABEL_MID = 0.5


@dataclass(frozen=True, slots=True)
class Weight:
    """A feature's weight (logits from value 0 to 1), its mean over unrelated pairs, and the bounds a manager keeps."""

    weight: float
    mean: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class Weights:
    """One version of all weights."""

    version: str
    base: float
    features: Mapping[str, Weight]


DEFAULT_WEIGHTS = Weights(
    version="prior-2",
    base=-3.2,
    features={
        # What the texts say decides; the facts move a pair by as much as a typical difference between two texts.
        "text": Weight(12.0, 0.27, 6.0, 18.0),
        "field": Weight(1.2, 0.4, 0.0, 3.0),
        "industry": Weight(1.6, 0.3, 0.0, 3.0),
        "trl": Weight(1.6, 0.95, 0.0, 4.0),
        "form": Weight(0.8, 0.9, 0.0, 3.0),
        "budget": Weight(1.6, 0.9, 0.0, 4.0),
        # Weighed like the other facts in which an offer can fall short. The mean is that of 1,103 pairs of the
        # demonstration that share no industry, but name one quantity.
        "figures": Weight(1.6, 0.75, 0.0, 4.0),
        # Twice the other facts: what touches the other side is about half a clause, and its owner has said so himself.
        "limits": Weight(3.2, 1.0, 0.0, 6.0),
        # Weighed like the industry. The mean is that of 593 demonstration pairs that share an industry: 0.44; there the
        # feature has to decide.
        "subject": Weight(1.6, 0.4, 0.0, 4.0),
        "place": Weight(0.2, 0.45, 0.0, 1.5),
        "language": Weight(0.3, 0.75, 0.0, 1.5),
    },
)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature adds to the logit: `amount == weight · (value − mean)`; 0 and not `known` if not stated."""

    feature: str
    value: float
    mean: float
    weight: float
    amount: float
    known: bool


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a pair, what it is made of, and why, in the order in which to say it."""

    value: float
    logit: float
    base: float
    contributions: tuple[Contribution, ...]
    reasons: tuple[Reason, ...] = ()
    weights_version: str = field(default="")

    @property
    def percent(self) -> int:
        """The score out of 100, as shown."""
        return round(self.value * 100)

    @property
    def label(self) -> str:
        """ "high", "mid" or "low"."""
        return label_of(self.value)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, from which `from_json` makes an equal score."""
        return {
            "base": self.base,
            "logit": self.logit,
            "weights": self.weights_version,
            "items": [
                {"feature": c.feature, "value": c.value, "mean": c.mean, "weight": c.weight, "amount": c.amount,
                 "known": c.known}
                for c in self.contributions
            ],
            "reasons": [{"code": r.code, "tone": r.tone, "values": dict(r.values)} for r in self.reasons],
        }  # fmt: skip

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Score:
        """The score that `to_json` wrote."""
        return cls(
            value=sigmoid(stored["logit"]),
            logit=stored["logit"],
            base=stored["base"],
            contributions=tuple(Contribution(**item) for item in stored["items"]),
            reasons=tuple(Reason(**reason) for reason in stored["reasons"]),
            weights_version=stored.get("weights", ""),
        )


def label_of(value: float) -> str:
    """The label of a score: "high" from 0.75, "mid" from 0.5, else "low"."""
    return "high" if value >= LABEL_HIGH else "mid" if value >= LABEL_MID else "low"


def sigmoid(logit: float) -> float:
    """1 ÷ (1 + e^−logit), without overflow."""
    if logit >= 0:
        return 1 / (1 + math.exp(-logit))
    grown = math.exp(logit)
    return grown / (1 + grown)


def score(
    need: ListingFacts,
    offer: ListingFacts,
    text: TextPair,
    *,
    scale: TextScale | None = None,
    weights: Weights = DEFAULT_WEIGHTS,
    form_table: FormTable = DEFAULT_FORM_TABLE,
    evidence: tuple[Reason, ...] = (),
) -> Score:
    """Score one pair. `evidence` are the reasons found in the texts (shared terms, phrases).

    `scale` is the mean and deviation of T over unrelated pairs of these languages; the stored one unless given.
    """
    readings: dict[str, Reading] = {
        "text": text_feature(text, scale),
        "field": st_field(need, offer),
        "industry": industry(need, offer),
        "trl": trl(need, offer),
        "form": form(need, offer, form_table),
        "budget": budget(need, offer),
        "figures": figures(need, offer),
        "limits": limits(need, offer),
        "subject": subject(need, offer),
        "place": place(need, offer),
        "language": language(need, offer),
    }
    caps = (*hard_facts(need, offer), *capacity_limits(need, offer))
    values = {name: reading.value for name, reading in readings.items()}
    contributions, logit = weighed(values, weights, capped=bool(caps))
    reasons = _ordered_reasons(readings, contributions, evidence, caps)
    return Score(sigmoid(logit), logit, weights.base, contributions, reasons, weights.version)


def weighed(
    values: Mapping[str, float | None], weights: Weights, *, capped: bool
) -> tuple[tuple[Contribution, ...], float]:
    """The contributions of features by value, None where not stated, and the logit that they and the base add up to."""
    contributions = [_contribution(name, value, weights.features[name]) for name, value in values.items()]
    if capped:
        contributions.append(_cap(_sum(weights.base, contributions)))
    return tuple(contributions), _sum(weights.base, contributions)


def _sum(base: float, contributions: Iterable[Contribution]) -> float:
    return math.fsum([base, *(each.amount for each in contributions)])


def _contribution(name: str, stated: float | None, weight: Weight) -> Contribution:
    value = weight.mean if stated is None else stated
    amount = weight.weight * (value - weight.mean)
    return Contribution(name, value, weight.mean, weight.weight, amount, stated is not None)


def _cap(logit: float) -> Contribution:
    """The contribution that brings the logit down to CAP_LOGIT, or nothing where it already is below."""
    amount = min(0.0, CAP_LOGIT - logit)
    return Contribution(CAP, amount, 0.0, 1.0, amount, True)


def _ordered_reasons(
    readings: Mapping[str, Reading],
    contributions: Iterable[Contribution],
    evidence: tuple[Reason, ...],
    limits: tuple[Reason, ...],
) -> tuple[Reason, ...]:
    """Hard facts, then reasons by the size of their contribution, what is not stated last."""
    limiting = {reason.code for reason in limits}
    ordered = [replace(reason, values={**reason.values, "cap": True}) for reason in limits]
    sizes = {contribution.feature: abs(contribution.amount) for contribution in contributions}
    stated = sorted((name for name in readings if readings[name].value is not None), key=lambda name: -sizes[name])
    for name in stated:
        found = evidence if name == "text" else readings[name].reasons
        ordered += [reason for reason in found if reason.code not in limiting]
    for name, reading in readings.items():
        if name not in stated:
            ordered += reading.reasons
    return tuple(ordered)
