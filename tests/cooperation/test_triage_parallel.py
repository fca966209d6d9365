"""Sweeps and officers at once: one clock, one outcome, each letter once."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine

from accounts.models import OutboxMessage
from cooperation import triage
from cooperation.models import Triage
from tests.accounts.test_outbox_parallel import in_threads
from tests.factories_catalog import make_officer, make_published
from tests.factories_triage import make_triage

pytestmark = pytest.mark.django_db(transaction=True)


def test_sweeps_at_once_start_a_clock_once_and_flag_it_once(now: datetime) -> None:
    with time_machine.travel(now, tick=True):
        make_triage(now=now, days_ago=20)
        make_published("need", now=now)
        in_threads(lambda: triage.start_clocks(now=now), 3)
        flagged = in_threads(lambda: triage.flag_late(now=now), 3)
    assert (Triage.objects.count(), sum(flagged), OutboxMessage.objects.filter(kind="triage_late").count()) == (2, 1, 1)


def test_two_officers_at_once_end_it_once(now: datetime) -> None:
    with time_machine.travel(now, tick=True):
        clock = make_triage(now=now)
        officers = [make_officer(), make_officer()]

        def end() -> bool:
            try:
                triage.end(triage=clock, outcome="gap", by=officers.pop(), now=now)
            except triage.AlreadyEnded:
                return False
            return True

        assert sorted(in_threads(end, 2)) == [False, True]
    assert OutboxMessage.objects.filter(kind="triage_ended").count() == 1
