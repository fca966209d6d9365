"""What statements settle, whose turn it is, and how deadlines move."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cooperation.pipeline.plan import (
    awaited,
    due_reminder,
    first_plan,
    is_stalled,
    moved,
    next_deadline,
    verdict,
)

DAY = date(2026, 11, 23)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("said", "expected", "turn"),
    [
        ([], "", ("need", "offer")),
        ([("need", "done")], "", ("offer",)),
        ([("offer", "skip")], "", ("need",)),
        ([("need", "done"), ("offer", "done")], "done", ()),
        ([("need", "skip"), ("offer", "skip")], "skip", ()),
        ([("need", "done"), ("offer", "skip")], "", ("need", "offer")),
        ([("need", "skip"), ("offer", "done"), ("need", "done")], "done", ()),
        ([("officer", "skip")], "skip", ()),
        ([("need", "done"), ("officer", "done")], "done", ()),
    ],
)
def test_statements_settle_and_give_the_turn(
    said: list[tuple[str, str]], expected: str, turn: tuple[str, ...]
) -> None:  # fmt: skip
    assert (verdict(said), awaited(said)) == (expected, turn)


def test_who_begins_has_the_first_turn_alone() -> None:
    assert awaited([], begins="offer") == ("offer",)
    assert awaited([("offer", "done")], begins="offer") == ("need",)


def test_the_first_plan_adds_up() -> None:
    assert first_plan(DAY, [10, 15, 30]) == [after(10), after(25), after(55)]


def test_later_deadlines_move_along_but_never_back() -> None:
    assert moved([after(5), after(20)], after(9)) == [after(9), after(24)]
    assert moved([after(5), after(20)], after(2)) == [after(2), after(20)]
    assert moved([], DAY) == []


@pytest.mark.parametrize(
    ("planned", "was_late", "expected"),
    [(20, False, 20), (3, False, 3), (3, True, 15), (-1, False, 15), (40, True, 40)],
)
def test_a_stage_after_a_late_one_has_its_usual_time(planned: int, was_late: bool, expected: int) -> None:
    assert next_deadline(after(planned), days=15, settled_on=DAY, was_late=was_late) == after(expected)


@pytest.mark.parametrize(
    ("days_late", "reminded", "expected"),
    [
        (-8, None, None), (-7, None, -7), (-3, None, -7), (-3, -7, None), (0, -7, 0), (0, None, 0), (6, 0, None),
        (7, 0, 7), (30, None, 7), (30, -7, 7), (30, 7, None),
    ],
)  # fmt: skip
def test_only_the_latest_reminder_is_due_and_each_once(
    days_late: int, reminded: int | None, expected: int | None
) -> None:  # fmt: skip
    assert due_reminder(DAY - timedelta(days=days_late), today=DAY, reminded=reminded) == expected


def test_two_misses_stall() -> None:
    assert [is_stalled(after(-days), today=DAY) for days in (0, 7, 8)] == [False, False, True]
