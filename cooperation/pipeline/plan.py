"""What a stage's statements amount to, whose turn it is, and how the plan moves; pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

NEED, OFFER, OFFICER = "need", "offer", "officer"
PARTIES = (NEED, OFFER)
#: Days after the deadline at which the side whose turn it is is reminded.
REMINDERS = (-7, 0, 7)


def verdict(said: Iterable[tuple[str, str]]) -> str:
    """What (side, statement) pairs, the earliest first, settle: both parties the same, or the officer; else nothing.

    A side's later statement replaces its earlier one.
    """
    latest = dict(said)
    if OFFICER in latest:
        return latest[OFFICER]
    need, offer = latest.get(NEED, ""), latest.get(OFFER, "")
    return need if need == offer else ""


def awaited(said: Iterable[tuple[str, str]], *, begins: str = "") -> tuple[str, ...]:
    """The sides whose turn it is: who begins, then whoever has not spoken; both where they differ."""
    latest = dict(said)
    if verdict(latest.items()):
        return ()
    silent = tuple(side for side in PARTIES if side not in latest)
    if len(silent) == len(PARTIES):
        return (begins,) if begins else PARTIES
    return silent or PARTIES


def first_plan(start: date, days: Sequence[int]) -> list[date]:
    """Deadlines of stages that follow each other and take so many days each."""
    planned = []
    for each in days:
        start += timedelta(days=each)
        planned.append(start)
    return planned


def moved(deadlines: Sequence[date], first: date) -> list[date]:
    """The deadlines with the first one at `first`; the later ones move along when it is later than before."""
    if not deadlines:
        return []
    later = max(first - deadlines[0], timedelta())
    return [first, *(each + later for each in deadlines[1:])]


def next_deadline(planned: date, *, days: int, settled_on: date, was_late: bool) -> date:
    """When a stage that begins is due: as planned, but after a late one never sooner than its usual time."""
    usual = settled_on + timedelta(days=days)
    return max(planned, usual) if was_late or planned < settled_on else planned


def due_reminder(due_on: date, *, today: date, reminded: int | None) -> int | None:
    """The reminder that is due and was not given, the latest only: after a pause nobody gets three at once."""
    late = (today - due_on).days
    due = [each for each in REMINDERS if each <= late]
    if not due or (reminded is not None and due[-1] <= reminded):
        return None
    return due[-1]


def is_stalled(due_on: date, *, today: date) -> bool:
    """Two misses: the deadline, and the week that the reminder after it gave."""
    return (today - due_on).days > REMINDERS[-1]
