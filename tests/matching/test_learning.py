"""What is held back, what is measured on it, and when learnt weights may take over."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from matching.fitting import Observation
from matching.learning import LEAST_NEEDS, Comparison, Measures, from_json, is_held_back, learn, measure, to_json
from matching.rescoring import Parts
from matching.scoring import DEFAULT_WEIGHTS, sigmoid
from tests.matching.test_fitting import drawn

ANSWERS = drawn(600, DEFAULT_WEIGHTS)
GOOD = Measures(0.5, 0.8, LEAST_NEEDS, ())


def observation(need: int, text: float, *, interested: bool, capped: bool = False) -> Observation:
    return Observation(need, Parts({"text": text}, capped), interested)


def test_about_a_fifth_of_the_needs_is_held_back_and_no_need_is_in_both() -> None:
    held = {each.need for each in ANSWERS if is_held_back(each.need)}
    learnt = {each.need for each in ANSWERS if not is_held_back(each.need)}
    assert not held & learnt
    assert 0.1 < len(held) / 120 < 0.3
    found = learn(ANSWERS, DEFAULT_WEIGHTS)
    assert (found.held_back, found.learnt_from) == (5 * len(held), 5 * len(learnt))


def test_what_is_held_back_teaches_nothing() -> None:
    turned = [replace(each, interested=not each.interested) if is_held_back(each.need) else each for each in ANSWERS]
    first, second = learn(ANSWERS, DEFAULT_WEIGHTS), learn(turned, DEFAULT_WEIGHTS)
    assert first.values == second.values
    assert first.new != second.new


def test_the_same_answers_give_the_same_result_in_any_order() -> None:
    assert learn(ANSWERS, DEFAULT_WEIGHTS) == learn(ANSWERS, DEFAULT_WEIGHTS)
    assert learn(reversed(ANSWERS), DEFAULT_WEIGHTS).values == learn(ANSWERS, DEFAULT_WEIGHTS).values


def test_log_loss_order_and_calibration() -> None:
    given = [observation(1, 0.8, interested=True), observation(1, 0.4, interested=False),
             observation(2, 0.4, interested=True), observation(2, 0.8, interested=False),
             observation(3, 0.8, interested=True)]  # fmt: skip
    found = measure(given, DEFAULT_WEIGHTS)
    high, low = (sigmoid(-3.2 + 12 * (text - 0.27)) for text in (0.8, 0.4))
    expected = -sum(map(math.log, [high, 1 - low, low, 1 - high, high])) / 5
    assert found.log_loss == pytest.approx(expected)
    assert (found.ndcg10, found.needs) == (pytest.approx((1 + 1 / math.log2(3)) / 2), 2)
    assert [(band.low, band.count, band.accepted) for band in found.bands] == [(0.0, 2, 0.5), (0.8, 3, 2 / 3)]
    assert [band.expected for band in found.bands] == [pytest.approx(low), pytest.approx(high)]


def test_equal_scores_are_no_credit() -> None:
    tied = [observation(1, 0.5, interested=interested) for interested in (True, False)]
    assert measure(tied, DEFAULT_WEIGHTS).ndcg10 == pytest.approx(1 / math.log2(3))


def test_nothing_held_back_measures_nothing() -> None:
    assert measure([], DEFAULT_WEIGHTS) == Measures(0.0, None, 0, ())


def test_pairs_that_a_hard_fact_limits_are_not_measured() -> None:
    capped = [observation(need, 0.9, interested=False, capped=True) for need in range(100)]
    found = learn([*ANSWERS, *capped], DEFAULT_WEIGHTS)
    assert found == learn(ANSWERS, DEFAULT_WEIGHTS)


@pytest.mark.parametrize(
    ("new", "obstacle"),
    [
        (GOOD, ""), (replace(GOOD, log_loss=0.4, ndcg10=0.9), ""), (replace(GOOD, log_loss=0.5001), "log_loss"),
        (replace(GOOD, ndcg10=0.7999), "ndcg"), (replace(GOOD, needs=LEAST_NEEDS - 1), "too_few"),
        (replace(GOOD, ndcg10=None), "too_few"),
    ],
)  # fmt: skip
def test_only_what_is_not_worse_may_take_over(new: Measures, obstacle: str) -> None:
    assert Comparison({}, 160, 40, GOOD, new).obstacle == obstacle


def test_a_stored_comparison_is_the_same() -> None:
    found = learn(ANSWERS, DEFAULT_WEIGHTS)
    assert from_json(json.loads(json.dumps(to_json(found)))) == found


def test_a_pair_gains_by_how_far_it_came() -> None:
    contract, interest = observation(1, 0.8, interested=True), observation(1, 0.6, interested=True)
    refused = observation(1, 0.4, interested=False)
    on_top = measure([replace(contract, grade=4), interest, refused], DEFAULT_WEIGHTS).ndcg10
    below = measure([contract, replace(interest, grade=4), refused], DEFAULT_WEIGHTS).ndcg10
    assert on_top == pytest.approx(1)
    assert below is not None
    assert below < 0.9
