"""Whether scores come true: answered pairs by score band, with what is certain about their share. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

#: Bands of ten points; what is kept as a suggestion begins at 30.
BANDS = tuple((low, low + 10) for low in range(30, 100, 10))
#: Below this a share says nothing: of three pairs each is a third.
ENOUGH = 10
Z = 1.96


@dataclass(frozen=True, slots=True)
class Answered:
    """A pair with its score as it was shown (0–1), how many sides said “interested”, and how many declined."""

    score: float
    interested: int
    declined: int


@dataclass(frozen=True, slots=True)
class Band:
    """The answered pairs of a band: accepted by both sides, by the one that answered, or declined by any.

    `expected` is the mean score, `share` that of the pairs nobody declined, `low` and `high` its 95 % interval;
    None where there are too few.
    """

    low_score: int
    high_score: int
    pairs: int
    both: int
    one: int
    declined: int
    expected: float | None
    share: float | None
    low: float | None
    high: float | None

    @property
    def accepted(self) -> int:
        """Pairs that nobody declined."""
        return self.both + self.one

    @property
    def last_score(self) -> int:
        """The highest score of the band as readers see it."""
        return 100 if self.high_score == 100 else self.high_score - 1

    @property
    def percents(self) -> tuple[int, int, int] | None:
        """Share and interval in whole per cent."""
        if self.share is None or self.low is None or self.high is None:
            return None
        return round(100 * self.share), round(100 * self.low), round(100 * self.high)


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share, by Wilson: within 0–1, and honest at both ends and for small numbers."""
    if not trials:
        return 0.0, 1.0
    share, square = successes / trials, Z * Z
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = Z * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials)) / (1 + square / trials)
    return max(0.0, middle - half), min(1.0, middle + half)


def bands(pairs: Iterable[Answered]) -> list[Band]:
    """Every band, also those without pairs; a score below the first belongs to it."""
    sorted_in: dict[tuple[int, int], list[Answered]] = {band: [] for band in BANDS}
    for pair in pairs:
        sorted_in[band_of(pair.score)].append(pair)
    return [_band(limits, found) for limits, found in sorted_in.items()]


def band_of(score: float) -> tuple[int, int]:
    """The band of a score, by the whole number that readers saw."""
    return next((band for band in reversed(BANDS) if round(100 * score) >= band[0]), BANDS[0])


def _band(limits: tuple[int, int], pairs: list[Answered]) -> Band:
    declined = sum(pair.declined > 0 for pair in pairs)
    both = sum(pair.interested == 2 for pair in pairs)
    one = len(pairs) - declined - both
    if len(pairs) < ENOUGH:
        return Band(*limits, len(pairs), both, one, declined, None, None, None, None)
    accepted = both + one
    expected = math.fsum(pair.score for pair in pairs) / len(pairs)
    return Band(
        *limits, len(pairs), both, one, declined, expected, accepted / len(pairs), *wilson(accepted, len(pairs))
    )
