"""What an open fact could change is what the score itself would make of it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from matching.scoring import DEFAULT_WEIGHTS, Weight, sigmoid, weighed
from matching.stakes import FEATURES, stakes, stated_share


@pytest.mark.parametrize("name", FEATURES)
def test_stakes_are_the_scores_of_a_middling_pair(name: str) -> None:
    """The other features add up to a logit of 0: a pair at 50 points."""
    (stake,) = [each for each in stakes([], DEFAULT_WEIGHTS) if each.name == name]
    feature = FEATURES[name]
    text = DEFAULT_WEIGHTS.features["text"]
    middle = text.mean - DEFAULT_WEIGHTS.base / text.weight
    for value, points in ((1.0, stake.best), (0.0, stake.worst), (None, 50)):
        _parts, logit = weighed({"text": middle, feature: value}, DEFAULT_WEIGHTS, capped=False)
        assert points == round(100 * sigmoid(logit))


def test_weightiest_come_first_and_a_weight_of_nothing_changes_nothing() -> None:
    features = {**DEFAULT_WEIGHTS.features, "industry": Weight(0.0, 0.3, 0.0, 3.0)}
    found = stakes(["amount"], replace(DEFAULT_WEIGHTS, features=features))
    spans = [stake.best - stake.worst for stake in found]
    assert spans == sorted(spans, reverse=True)
    assert (found[-1].name, found[-1].best, found[-1].worst) == ("industries", 50, 50)
    assert [stake.name for stake in found if not stake.is_stated] == ["amount"]


def test_share_counts_weights_not_facts() -> None:
    assert stated_share(stakes([], DEFAULT_WEIGHTS)) == 100
    assert stated_share(stakes(list(FEATURES), DEFAULT_WEIGHTS)) == 0
    weights = {name: DEFAULT_WEIGHTS.features[feature].weight for name, feature in FEATURES.items()}
    wanted = 100 * (1 - weights["amount"] / math.fsum(weights.values()))
    assert stated_share(stakes(["amount"], DEFAULT_WEIGHTS)) == round(wanted)
