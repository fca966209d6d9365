"""The geometry of charts."""

import pytest

from taxonomy import charts


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 4), (3, 4), (5, 8), (26, 32), (99, 100), (100, 100), (412, 600), (1001, 1200)]
)
def test_axis_ends_on_a_round_number(highest: float, top: int) -> None:
    assert charts.nice_top(highest) == top
    assert top % 4 == 0


def test_bars_keep_their_proportions() -> None:
    drawn = charts.bars([{"label": "a", "value": 50}, {"label": "b", "value": 100}])
    assert [row["share"] for row in drawn.rows] == [50, 100]
    short, tall = drawn.columns
    assert tall["height"] == pytest.approx(2 * short["height"], abs=1)
    assert all(column["x"] + column["width"] <= drawn.width for column in drawn.columns)


@pytest.mark.parametrize("items", [[], [{"label": "a", "value": 0}]])
def test_nothing_to_show_is_no_error(items: list[dict[str, object]]) -> None:
    assert all(row["share"] == 0 for row in charts.bars(items).rows)
