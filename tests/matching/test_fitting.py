"""Weights learnt from answers: the defaults without evidence, bounds always, the truth in the end, in any order."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.fitting import FEATURES, NOT_ABOUT_FIT, REASONS, Observation, fit
from matching.rescoring import Parts
from matching.scoring import DEFAULT_WEIGHTS, HIGHEST_BASE, LOWEST_BASE, Weights, sigmoid
from matching.weights import bounds, values_of, with_values
from taxonomy.models import Concept

shares = st.none() | st.floats(0, 1)
parts = st.builds(Parts, st.fixed_dictionaries(dict.fromkeys(FEATURES, shares)), st.booleans())
answers = st.builds(Observation, st.integers(1, 40), parts, st.booleans(), st.sampled_from(list(REASONS.values())))


def differences(found: Weights, wanted: Weights = DEFAULT_WEIGHTS) -> list[float]:
    first, second = values_of(found), values_of(wanted)
    return [first[name] - second[name] for name in first]


def answer(interested: bool, reason: str = "", **values: float) -> Observation:
    return Observation(1, Parts(values, False), interested, REASONS[reason])


def drawn(count: int, truth: Weights, seed: int = 1) -> list[Observation]:
    """Answers as people would give them who weigh by `truth`, about suggestions of all kinds."""
    source = random.Random(seed)
    found = []
    for number in range(count):
        values = {name: None if source.random() < 0.2 else source.random() for name in FEATURES}
        values["text"] = source.uniform(0.2, 0.8)
        pair = Parts(values, False)
        found.append(Observation(number // 5, pair, source.random() < sigmoid(pair.logit(truth))))
    return found


def test_without_answers_the_defaults_stay() -> None:
    assert values_of(fit([])) == values_of(DEFAULT_WEIGHTS)


def test_answers_about_pairs_that_a_hard_fact_limits_teach_nothing() -> None:
    capped = [Observation(1, Parts({"text": 0.9}, True), False)] * 50
    assert values_of(fit(capped)) == values_of(DEFAULT_WEIGHTS)


def test_what_nobody_states_keeps_its_default() -> None:
    found = values_of(fit([answer(number % 3 > 0, text=0.6, budget=0.5) for number in range(300)]))
    still = {name: value for name, value in found.items() if name not in {"base", "text", "budget"}}
    assert still == {name: value for name, value in values_of(DEFAULT_WEIGHTS).items() if name in still}


@settings(max_examples=40)
@given(st.lists(answers, max_size=60), st.integers(0, 3))
def test_bounds_hold_and_order_does_not_matter(given_answers: list[Observation], seed: int) -> None:
    found = fit(given_answers)
    for name, (lowest, highest) in bounds().items():
        assert lowest <= values_of(found)[name] <= highest
    mixed = given_answers.copy()
    random.Random(seed).shuffle(mixed)
    assert fit(mixed) == found == fit(given_answers)


@pytest.mark.parametrize("interested", [True, False])
def test_one_sided_answers_do_not_run_away(interested: bool) -> None:
    found = values_of(fit([answer(interested, text=0.5, field=1.0, budget=0.2)] * 5_000))
    assert LOWEST_BASE <= found["base"] <= HIGHEST_BASE
    assert all(abs(value) < 20 for value in found.values())


def test_answers_that_turn_every_sign_stop_at_the_bounds() -> None:
    """Everybody accepts what fits worst and refuses what fits best."""
    worst, best = dict.fromkeys(FEATURES, 0.0), dict.fromkeys(FEATURES, 1.0)
    found = fit([answer(True, **worst)] * 2_000 + [answer(False, **best)] * 2_000)
    assert [each.weight for each in found.features.values()] == [each.lowest for each in found.features.values()]


def test_separable_answers_do_not_blow_up() -> None:
    found = values_of(fit([answer(number % 2 == 0, budget=float(number % 2 == 0)) for number in range(4_000)]))
    assert found["budget"] == bounds()["budget"][1]


def test_a_reason_tells_against_its_own_feature() -> None:
    """Refused as too expensive though the price fits, and as too early though the level is right: each for its own."""
    accepted = [answer(True, text=0.6, budget=1.0, trl=1.0)] * 100
    fits = {"text": 0.6, "budget": 1.0, "trl": 1.0, "field": 1.0}
    plain = fit(accepted + [answer(False, **fits)] * 100)
    priced = fit(accepted + [answer(False, "price", **fits)] * 100)
    assert priced.features["budget"].weight < plain.features["budget"].weight
    for name in ("trl", "field", "text"):
        assert priced.features[name].weight >= plain.features[name].weight


def test_a_reason_that_its_feature_foretells_speaks_for_the_feature() -> None:
    mixed = [answer(True, text=0.6, budget=1.0, trl=0.9)] * 5
    dear = {"text": 0.6, "budget": 0.0, "trl": 0.9}
    plain, priced = (fit([*mixed, *[answer(False, reason, **dear)] * 5]) for reason in ("", "price"))
    assert priced.features["budget"].weight > plain.features["budget"].weight


def test_more_answers_come_nearer_to_the_truth() -> None:
    truth = with_values(DEFAULT_WEIGHTS, {
        **values_of(DEFAULT_WEIGHTS), "base": -2.4, "text": 9.0, "budget": 3.0, "trl": 2.6, "subject": 0.5, "field": 2,
    })  # fmt: skip

    def error(count: int) -> float:
        fits = [fit(drawn(count, truth, seed)) for seed in range(4)]
        return mean_square([each for found in fits for each in differences(found, truth)])

    errors = [mean_square(differences(truth)), error(200), error(1_000), error(5_000)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < errors[0] / 5


def mean_square(values: Iterable[float]) -> float:
    squares = [value * value for value in values]
    return sum(squares) / len(squares)


def test_values_are_taken_as_they_were_when_the_answer_was_given() -> None:
    """Under whatever weights it was shown, an answer teaches the same."""
    item: dict[str, Any] = {"feature": "budget", "value": 0.2, "known": True}
    first, second = ({**item, "weight": weight, "amount": weight * (0.2 - 0.9)} for weight in (1.6, 3.9))
    found = [fit([Observation(1, Parts.of([each]), False)] * 30) for each in (first, second)]
    assert found[0] == found[1]


@pytest.mark.django_db
def test_every_coded_reason_is_told_apart() -> None:
    codes = set(Concept.objects.of("decline_reason").values_list("code", flat=True))
    assert codes == (set(REASONS) - {""}) | NOT_ABOUT_FIT
    assert not set(REASONS) & NOT_ABOUT_FIT
    assert replace(answer(True), about=REASONS["price"]).about < set(FEATURES)


def test_what_came_of_an_acceptance_weighs() -> None:
    """Of two features that are accepted as often, the one that led to contracts gains."""
    given = [
        replace(answer(number % 2 > 0, text=0.9, budget=0.5), grade=4) for number in range(100)
    ] + [answer(number % 2 > 0, text=0.5, budget=0.9) for number in range(100)]  # fmt: skip
    graded, plain = (values_of(fit(found)) for found in (given, [replace(each, grade=1) for each in given]))
    assert graded["text"] > plain["text"]
    assert graded["budget"] < plain["budget"]


@given(st.lists(answers, max_size=30), st.integers(2, 4))
@settings(max_examples=30)
def test_where_all_came_equally_far_the_grade_says_nothing(given_answers: list[Observation], grade: int) -> None:
    raised = [replace(each, grade=grade) for each in given_answers]
    assert values_of(fit(raised)) == values_of(fit(given_answers))
