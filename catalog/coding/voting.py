"""Codes by the votes of similar listings; pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

#: How many of the likest vote, by the square of their likeness; measured in decision 28.
VOTERS = 15
POWER = 2
MOST = 3


def elected(neighbours: Iterable[tuple[float, Sequence[str]]], *, most: int = MOST) -> list[str]:
    """The codes with most votes, from (likeness, codes) of other listings; equal ones by code."""
    voters = sorted(neighbours, key=lambda neighbour: -neighbour[0])[:VOTERS]
    ballots: dict[str, list[float]] = defaultdict(list)
    for likeness, codes in voters:
        for code in codes if likeness > 0 else ():
            ballots[code].append(likeness**POWER)
    return sorted(ballots, key=lambda code: (-math.fsum(ballots[code]), code))[:most]
