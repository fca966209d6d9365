"""When a report is asked for: months by the calendar, and windows that follow each other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cooperation.outcomes.due import DUE, may_begin, months_before, turn, window


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2027, 5, 23), 6, date(2026, 11, 23)),
        (date(2027, 1, 15), 1, date(2026, 12, 15)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
        (date(2027, 8, 31), 6, date(2027, 2, 28)),
        (date(2028, 8, 30), 6, date(2028, 2, 29)),
        (date(2026, 3, 1), 0, date(2026, 3, 1)),
        (date(2026, 3, 1), 24, date(2024, 3, 1)),
    ],
)
def test_months_go_by_the_calendar(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


@pytest.mark.parametrize("days", range(0, 760, 7))
def test_at_most_one_report_of_a_stage_is_asked_for_on_any_day(days: int) -> None:
    done, today = date(2026, 8, 31), date(2026, 8, 31) + timedelta(days=days)
    asked = []
    for kind in ("production", "impact_6", "impact_12"):
        after, until = window(kind, today=today)
        asked += [kind] if after < done <= until else []
    assert len(asked) <= 1
    assert bool(asked) == (days < 730)


@pytest.mark.parametrize(
    ("kind", "state", "months_ago", "expected"),
    [
        ("pilot", "planned", None, False),
        ("pilot", "current", None, True),
        ("pilot", "done", 0, True),
        ("pilot", "skipped", 0, False),
        ("impact_6", "current", None, False),
        ("impact_6", "done", 5, False),
        ("impact_6", "done", 6, True),
        ("impact_12", "done", 11, False),
        ("impact_12", "done", 40, True),
    ],
)
def test_a_report_can_be_written_from_its_time_on(
    kind: str, state: str, months_ago: int | None, expected: bool
) -> None:  # fmt: skip
    today = date(2027, 5, 23)
    settled_on = None if months_ago is None else months_before(today, months_ago)
    assert may_begin(kind, state=state, settled_on=settled_on, today=today) is expected


def test_whose_turn_it_is_in_every_state() -> None:
    turns = {state: turn(state) for state in ("", "draft", "sent", "returned", "verified", "superseded")}
    assert turns == {
        "": "need", "draft": "need", "sent": "officer", "returned": "need", "verified": "", "superseded": "",
    }  # fmt: skip


def test_every_kind_has_its_time() -> None:
    assert list(DUE) == ["pilot", "production", "impact_6", "impact_12"]
