"""Which figures everybody may see: none that tells of fewer than three organisations, none to compute it from. Pure.

Several figures add up to a total that is shown. One that is withheld alone would be the total less the others, so the
smallest others are withheld with it, until what is withheld together tells of enough organisations. A nought beside
them is withheld as well: "withheld" then never says "at least one".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of cases, and the organisations that take part in them."""

    count: int = 0
    organisations: frozenset[int] = frozenset()

    @property
    def is_telling(self) -> bool:
        """Whether it tells too much: somebody is in it, and too few to be lost among."""
        return self.count > 0 and len(self.organisations) < LEAST


def open_total(cell: Cell) -> int | None:
    """The number, or None where it has to be withheld."""
    return None if cell.is_telling else cell.count


def open_parts(cells: Mapping[str, Cell]) -> dict[str, int | None]:
    """The numbers of the parts of one total; None for those that have to be withheld."""
    withheld = {key for key, cell in cells.items() if cell.is_telling}
    rest = sorted((key for key in cells if key not in withheld and cells[key].count), key=lambda key: cells[key].count)
    while withheld and rest and not _is_enough([cells[key] for key in withheld]):
        withheld.add(rest.pop(0))
    if withheld:
        withheld |= {key for key, cell in cells.items() if not cell.count}
    return {key: None if key in withheld else cell.count for key, cell in cells.items()}


def _is_enough(cells: list[Cell]) -> bool:
    """Whether neither one of the cells nor their sum can be told."""
    return len(cells) > 1 and len(frozenset().union(*(cell.organisations for cell in cells))) >= LEAST
