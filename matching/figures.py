"""Feature `figures`: whether the figures both texts name agree, and whether a capacity is far too small. Pure.

A need's figure counts where it sets a limit ("COD dưới 50 mg/l") or says how much is to be handled; an offer's figure
of the same quantity in the same kind of unit is held against it. Of several figures of one quantity the pair that fits
best counts: a text also tells of pilot plants and reference sites, so only what never fits is a mismatch.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from catalog.quantities import CAPACITY, CAPACITY_KINDS, GIVEN_OFF, PERIODS, Quantity
from matching.features import GOOD, WEAK, ListingFacts, Reading, Reason

#: A figure ten times off is another order of magnitude: no rounding, no season and no spare capacity explains it.
TENFOLD = 10.0
#: A plant ten times too large could do the work; what is wrong with it is its price, which has a feature of its own.
TOO_LARGE = 0.5
MOST_SAID = 2
CURRENCIES = frozenset({"VND", "USD", "EUR"})
_SIGNS = {"least": "≥ ", "most": "≤ ", "exact": ""}


@dataclass(frozen=True, slots=True)
class Compared:
    """A quantity both sides name: the two figures, how well they agree (0–1), and by what factor the offer misses."""

    name: str
    need: Quantity
    offer: Quantity
    value: float
    factor: float
    too_large: bool = False

    @property
    def code(self) -> str:
        """The code of what to say."""
        if self.name != CAPACITY:
            return "figure_met" if self.value == 1.0 else "figure_missed"
        return "capacity_fits" if self.value == 1.0 else "capacity_large" if self.too_large else "capacity_small"

    def reason(self) -> Reason:
        """The figures as the texts write them, and the factor where there is one."""
        values = {"name": self.name, "need": shown(self.need), "offer": shown(self.offer), "factor": self.factor}
        return Reason(self.code, GOOD if self.value == 1.0 else WEAK, values)


def figures(need: ListingFacts, offer: ListingFacts) -> Reading:
    """Feature `figures`, 0–1: the mean agreement over the quantities both sides name.

    Each counts 1 where the need's figure is met, less with the logarithm of the factor by which it is missed, 0 from
    ten times on; a capacity ten times too large counts 0.5. Units: any, brought to one base; between an hour and longer
    periods the factor by which working hours differ is allowed. Not stated: no quantity that both name. Source: texts.
    """
    found = compare(need.figures, offer.figures)
    if not found:
        return Reading(None, ())
    missed = sorted((each for each in found if each.value < 1), key=lambda each: (each.value, each.name))
    met = sorted((each for each in found if each.value == 1), key=lambda each: (each.name != CAPACITY, each.name))
    said = [*missed[:MOST_SAID], *met[:MOST_SAID]]
    return Reading(fmean(each.value for each in found), tuple(each.reason() for each in said))


def capacity_limits(need: ListingFacts, offer: ListingFacts) -> tuple[Reason, ...]:
    """The hard fact that the offer's capacity is less than a tenth of what the need has to handle, if it is."""
    found = _capacity(need.figures, offer.figures)
    return (found.reason(),) if found and not found.too_large and found.factor >= TENFOLD else ()


def compare(need: Sequence[Quantity], offer: Sequence[Quantity]) -> list[Compared]:
    """Every quantity that both sides name, once."""
    capacity = _capacity(need, offer)
    bounded = (each for each in need if each.sense != "exact" and each.name not in {"", CAPACITY, GIVEN_OFF})
    limits = [each for each in bounded if _has_factor(each)]
    named = (_best(_limit(limit, figure) for limit, figure in _pairs(limits, offer) if limit.name == name)
             for name in dict.fromkeys(limit.name for limit in limits))  # fmt: skip
    return [each for each in (capacity, *named) if each is not None]


def _has_factor(figure: Quantity) -> bool:
    """Whether "ten times as much" means anything: not for temperatures, whose zero is arbitrary.

    Sums of money without a "per" are left to the budget's feature.
    """
    is_temperature = figure.kind == "temperature" and figure.name != "temperature_spread"
    return not is_temperature and figure.kind not in CURRENCIES


def _pairs(need: Iterable[Quantity], offer: Sequence[Quantity]) -> Iterable[tuple[Quantity, Quantity]]:
    return ((a, b) for a in need for b in offer if (a.name, a.kind) == (b.name, b.kind))


def _best(found: Iterable[Compared]) -> Compared | None:
    return max(found, key=lambda each: (each.value, -each.factor), default=None)


def _capacity(need: Sequence[Quantity], offer: Sequence[Quantity]) -> Compared | None:
    asked = [each for each in need if each.name in {CAPACITY, GIVEN_OFF} and each.kind in CAPACITY_KINDS]
    offered = [each for each in offer if each.name == CAPACITY]
    return _best(_handled(a, b) for a in asked for b in offered if a.kind == b.kind)


def _handled(need: Quantity, offer: Quantity) -> Compared:
    """The need's amount against the most the offer handles; too large if even the least it handles is ten times more.

    An amount for a year is an order as often as a plant, and an order may go to a plant of any size.
    """
    allowed = _working_hours(need, offer)
    required = need.low if need.low is not None else need.high or 0.0
    if offer.high is not None and required > offer.high * allowed:
        factor = required / (offer.high * allowed) if offer.high else math.inf
        return Compared(CAPACITY, need, offer, _agreement(factor), min(factor, 1e6))
    most = need.high * allowed if need.high is not None and need.period != "year" else math.inf
    if offer.low is not None and offer.low >= TENFOLD * most > 0:
        return Compared(CAPACITY, need, offer, TOO_LARGE, offer.low / most, too_large=True)
    return Compared(CAPACITY, need, offer, 1.0, 1.0)


def _working_hours(need: Quantity, offer: Quantity) -> float:
    """By what factor rates given for different periods may differ and yet be one."""
    first, second = PERIODS.get(need.period, 1.0), PERIODS.get(offer.period, 1.0)
    return max(first, second) / min(first, second)


def _limit(need: Quantity, offer: Quantity) -> Compared:
    """A limit of the need against the offer's worst figure."""
    if need.sense == "most":
        limit, reached = need.high, offer.high if offer.high is not None else offer.low
        over, under = reached or 0.0, limit or 0.0
    else:
        limit, reached = need.low, offer.low if offer.low is not None else offer.high
        over, under = limit or 0.0, reached or 0.0
    factor = 1.0 if over <= under else over / under if under > 0 else math.inf
    return Compared(need.name, need, offer, _agreement(factor), min(factor, 1e6))


def _agreement(factor: float) -> float:
    """1 where the factor is 1, falling with its logarithm to 0 at ten."""
    return max(0.0, 1 - math.log10(factor)) if factor < math.inf else 0.0


def shown(figure: Quantity) -> str:
    """A figure as its text writes it, with the sign of its bound."""
    return _SIGNS[figure.sense] + figure.text
