"""The text score T of a pair, and its place on the scale of unrelated texts.

`T = cos + √lexcov` in one language, `T = cos + 0.2 · anchor` across languages. T takes the need as the query whichever
side asks, so a pair has one T. It is absolute, but its spread differs by the pair of languages: the stored scales say
what T unrelated listings reach, so that both kinds can stand in one list.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.evidence import Evidence
from matching.features import Reading

ANCHOR_WEIGHT = 0.2
TYPICAL_FIT = 3.0  # deviations above unrelated texts: feature value ½
SPREAD = 3.0
SHRINKAGE = 20


@dataclass(frozen=True, slots=True)
class TextPair:
    """The text evidence of one pair, the need as query.

    `cosine`: of vectors centred by language, −1…1, None without vectors. `lexcov` (one language only) and `anchor`:
    BM25 as a share 0–1 of what the need could score, None where it does not apply.
    """

    cosine: float | None
    lexcov: float | None
    anchor: float | None
    same_language: bool


@dataclass(frozen=True, slots=True)
class TextScale:
    """Mean and standard deviation of T over pairs of unrelated listings."""

    mean: float
    deviation: float


# Measured on need–offer pairs of the development listings that no one judged related (1,400 and 860 pairs).
STORED_SCALES = {True: TextScale(0.195, 0.135), False: TextScale(0.0, 0.08)}


def text_pair(evidence: Evidence) -> TextPair:
    """The evidence of two texts as the score takes it."""
    return TextPair(evidence.cosine, evidence.lexcov, evidence.anchor, evidence.same_language)


def text_value(pair: TextPair) -> float | None:
    """T of a pair, None where there is nothing to compare."""
    if pair.same_language:
        if pair.cosine is None and pair.lexcov is None:
            return None
        return (pair.cosine or 0.0) + math.sqrt(pair.lexcov or 0.0)
    if pair.cosine is None and not pair.anchor:
        return None
    return (pair.cosine or 0.0) + ANCHOR_WEIGHT * (pair.anchor or 0.0)


def text_feature(pair: TextPair, scale: TextScale | None = None) -> Reading:
    """Feature `text`, 0–1, strictly rising with T: ½ for the T of a typical fit, 0.27 for unrelated texts.

    The logistic of (z − 3) ÷ 3 with z = (T − mean) ÷ deviation: near a straight line where pairs are told apart
    (0 ≤ z ≤ 6), so that two texts' difference counts alike, and bounded beyond. Source: the public texts.
    """
    found = text_value(pair)
    if found is None:
        return Reading(None, ())
    used = scale or STORED_SCALES[pair.same_language]
    standing = (found - used.mean) / used.deviation
    return Reading(1 / (1 + math.exp((TYPICAL_FIT - standing) / SPREAD)), ())


def scale_of(values: Sequence[float], *, same_language: bool) -> TextScale:
    """The scale of one need's list in one language, shrunk towards the stored one as if that stood for 20 offers."""
    stored = STORED_SCALES[same_language]
    count = len(values)
    mean = (math.fsum(values) + SHRINKAGE * stored.mean) / (count + SHRINKAGE)
    squares = math.fsum((value - mean) ** 2 for value in values)
    prior = SHRINKAGE * (stored.deviation**2 + (stored.mean - mean) ** 2)
    return TextScale(mean, math.sqrt((squares + prior) / (count + SHRINKAGE)))
