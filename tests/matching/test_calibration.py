"""Shares by score band: which band, who counts as taken up, what is certain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.calibration import BANDS, ENOUGH, Answered, band_of, bands, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 10, 0.0, 0.278), (5, 10, 0.237, 0.763), (10, 10, 0.722, 1.0), (50, 100, 0.404, 0.596), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_wilsons(successes, trials, low, high):
    assert wilson(successes, trials) == (pytest.approx(low, abs=0.001), pytest.approx(high, abs=0.001))


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_holds_the_share_and_stays_within_bounds(successes, trials):
    low, high = wilson(min(successes, trials), trials)
    assert 0 <= low <= min(successes, trials) / trials + 1e-12
    assert min(successes, trials) / trials - 1e-12 <= high <= 1


@pytest.mark.parametrize(
    ("score", "band"),
    [(0.1, (30, 40)), (0.3, (30, 40)), (0.394, (30, 40)), (0.396, (40, 50)), (0.9, (90, 100)), (1.0, (90, 100))],
)
def test_a_score_is_in_the_band_that_readers_saw(score, band):
    assert band_of(score) == band


def test_a_pair_is_taken_up_when_nobody_declined():
    pairs = [Answered(0.8, 2, 0), Answered(0.81, 1, 0), Answered(0.82, 1, 1), Answered(0.83, 0, 2)]
    [found] = [band for band in bands(pairs) if band.pairs]
    assert (found.low_score, found.both, found.one, found.declined, found.accepted) == (80, 1, 1, 2, 2)
    assert (found.share, found.percents, found.expected) == (None, None, None)


def test_a_share_is_named_from_enough_pairs_on():
    some = [Answered(0.75, 1, 0)] * 6 + [Answered(0.75, 0, 1)] * (ENOUGH - 6)
    [found] = [band for band in bands(some) if band.pairs]
    assert (found.share, found.expected, found.percents) == (0.6, pytest.approx(0.75), (60, 31, 83))
    assert [band.last_score for band in bands([])][-2:] == [89, 100]
    assert len(bands([])) == len(BANDS)
