"""A stored score under other weights is what scoring the pair anew gives, to the last bit."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from matching.features import ListingFacts
from matching.rescoring import Parts
from matching.scoring import DEFAULT_WEIGHTS, Weights, score
from matching.text_score import TextPair
from matching.weights import BASE, bounds, with_values

levels = st.none() | st.integers(1, 9)
amounts = st.none() | st.integers(10**6, 10**10)
paths = st.lists(st.sampled_from([("2", "207"), ("2", "209"), ("4", "405")]), max_size=2).map(tuple)
listings = st.builds(
    ListingFacts, fields=paths, industries=paths, trl=levels, amount_min=amounts, amount_max=amounts,
    forms=st.frozensets(st.sampled_from(["licence", "service"])), province=st.sampled_from(["", "31", "22"]),
    country=st.sampled_from(["", "VN", "JP"]), languages=st.frozensets(st.sampled_from(["vi", "en"])),
    subjects=st.frozensets(st.sampled_from(["shrimp", "eel"])), import_accepted=st.sampled_from([None, False]),
)  # fmt: skip
texts = st.builds(
    TextPair, cosine=st.none() | st.floats(-1, 1), lexcov=st.none() | st.floats(0, 1), anchor=st.none(),
    same_language=st.just(value=True),
)  # fmt: skip
weights = st.fixed_dictionaries({name: st.floats(*limits) for name, limits in bounds().items()}).map(
    lambda values: with_values(DEFAULT_WEIGHTS, values)
)


@given(listings, listings, texts, weights, weights)
def test_a_stored_score_is_scored_anew_exactly(
    need: ListingFacts, offer: ListingFacts, text: TextPair, first: Weights, then: Weights
) -> None:
    stored = json.loads(json.dumps(score(need, offer, text, weights=first).to_json()))
    assert Parts.of(stored["items"]).logit(then) == score(need, offer, text, weights=then).logit


def test_a_cap_holds_under_any_weights() -> None:
    need, offer = ListingFacts(trl=9), ListingFacts(trl=2)
    text = TextPair(0.9, 0.9, None, same_language=True)
    parts = Parts.of(score(need, offer, text).to_json()["items"])
    generous = with_values(DEFAULT_WEIGHTS, {name: limits[1] for name, limits in bounds().items()})
    assert parts.capped
    assert parts.logit(generous) == score(need, offer, text, weights=generous).logit < 0


def test_a_feature_the_score_did_not_know_counts_as_not_stated() -> None:
    items = [{"feature": "text", "value": 0.5, "known": True}]
    assert Parts.of(items).logit(DEFAULT_WEIGHTS) == DEFAULT_WEIGHTS.base + 12 * (0.5 - 0.27)
    assert DEFAULT_WEIGHTS.base == Parts.of([]).logit(DEFAULT_WEIGHTS)
    assert BASE not in DEFAULT_WEIGHTS.features
