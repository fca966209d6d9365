"""Months, quarters and years by their names."""

from __future__ import annotations

from datetime import date

import pytest

from cooperation.funnel.periods import MONTH, QUARTER, YEAR, last_complete_quarter, latest, named, period_around


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_name_is_a_period_and_a_period_has_that_name(name: str, first: date, last: date) -> None:
    period = named(name)
    assert period is not None
    assert (period.first, period.last, period.name) == (first, last, name)
    assert period_around(last, period.unit) == period_around(first, period.unit) == period


@pytest.mark.parametrize(
    "name", ["", "26", "2026-", "2026-Q5", "2026-13", "2026-0", "0000", "9999-Q4", "٢٠٢٦", "2026-Q1 "]
)
def test_anything_else_is_none(name: str) -> None:
    assert named(name) is None


def test_the_latest_run_back_over_the_turn_of_the_year() -> None:
    today = date(2026, 2, 1)
    assert [each.name for each in latest(today, MONTH, count=3)] == ["2026-02", "2026-01", "2025-12"]
    assert [each.name for each in latest(today, QUARTER, count=2)] == ["2026-Q1", "2025-Q4"]
    assert [each.name for each in latest(today, YEAR, count=2)] == ["2026", "2025"]
    assert last_complete_quarter(today).last == date(2025, 12, 31)
