"""No figure that everybody sees tells of fewer than three organisations, nor can one be computed."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.funnel.withholding import LEAST, Cell, open_parts, open_total

_fresh = count(1)


def cell(number: int, organisations: int | None = None) -> Cell:
    size = 2 * number if organisations is None else organisations
    return Cell(number, frozenset(next(_fresh) for _one in range(size)))


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({"a": cell(4), "b": cell(2)}, {"a": 4, "b": 2}),
        ({"a": cell(4), "b": cell(0)}, {"a": 4, "b": 0}),
        ({"a": cell(4), "b": cell(5), "c": cell(1)}, {"a": None, "b": 5, "c": None}),
        ({"a": cell(4), "b": cell(1), "c": cell(1)}, {"a": 4, "b": None, "c": None}),
        ({"a": cell(4), "b": cell(1), "c": cell(1), "d": cell(0)}, {"a": 4, "b": None, "c": None, "d": None}),
        ({"a": cell(3), "b": cell(1)}, {"a": None, "b": None}),
        ({"a": cell(9, organisations=2), "b": cell(8), "c": cell(7)}, {"a": None, "b": 8, "c": None}),
        ({}, {}),
    ],
)
def test_small_numbers_are_withheld_with_what_would_tell_them(
    cells: dict[str, Cell], shown: dict[str, int | None]
) -> None:
    assert open_parts(cells) == shown


def test_two_small_numbers_of_the_same_two_organisations_need_a_third() -> None:
    pair = frozenset({10_001, 10_002})
    cells = {"a": Cell(1, pair), "b": Cell(2, pair), "c": cell(3), "d": cell(4)}
    assert open_parts(cells) == {"a": None, "b": None, "c": None, "d": 4}


CELLS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.frozensets(st.integers(1, 12), max_size=6).flatmap(
        lambda sides: st.builds(Cell, st.integers(1, 5) if sides else st.just(0), st.just(sides))
    ),
)


@given(CELLS)
def test_whatever_is_withheld_cannot_be_computed_from_a_total_that_is_shown(cells: dict[str, Cell]) -> None:
    total = Cell(
        sum(each.count for each in cells.values()), frozenset().union(*(c.organisations for c in cells.values()))
    )
    shown = open_parts(cells)
    withheld = [cells[key] for key, number in shown.items() if number is None]
    assert all(not cells[key].is_telling for key, number in shown.items() if number is not None)
    if withheld and open_total(total) is not None:
        people = [each for each in withheld if each.count]
        assert len(people) >= 2
        assert len(frozenset().union(*(each.organisations for each in people))) >= LEAST
