"""Colleagues, officers and sweeps at once: one report, one verdict, one question."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from accounts.models import OutboxMessage
from cooperation.models import OutcomeReport, OutcomeRequest
from cooperation.outcomes import asking, settling, writing
from tests.accounts.test_outbox_parallel import in_threads
from tests.factories_outcomes import FIGURES, make_draft, make_running, make_sent

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_report_begun_and_sent_many_times_at_once_is_one(now: datetime) -> None:
    with time_machine.travel(now, tick=True):
        room = make_running(now=now, with_listings=False)
        assert len(set(in_threads(lambda: make_draft(room, now=now).pk, 6))) == 1
        report = OutcomeReport.objects.get()
        in_threads(
            lambda: writing.send(report=report, by=room.need_user, now=now, seen=0, values=FIGURES).state, 6
        )  # fmt: skip
    assert room.cooperation.events.filter(action="report_sent").count() == 1


def test_a_report_verified_and_returned_at_once_is_one_of_both(now: datetime) -> None:
    with time_machine.travel(now, tick=True):
        room = make_running(now=now, with_listings=False)
        report, todo = make_sent(room, now=now), ["verify", "return"] * 3

        def settle() -> str:
            try:
                if todo.pop() == "verify":
                    return settling.verify(report=report, by=room.officer, now=now).state
                return settling.send_back(report=report, note="Thiếu đơn vị đo.", by=room.officer, now=now).state
            except settling.Settled:
                return ""

        found = set(in_threads(settle, 6)) - {""}
    assert found == {OutcomeReport.objects.get().state}
    assert room.cooperation.events.filter(action__in=["report_verified", "report_returned"]).count() == 1


def test_sweeps_at_once_ask_once(now: datetime) -> None:
    with time_machine.travel(now, tick=True):
        room = make_running(now=now, with_listings=False)
        OutboxMessage.objects.all().delete()
        later = now + timedelta(days=181)
        assert sum(in_threads(lambda: asking.ask_due(now=later), 6)) == 2
    assert OutcomeRequest.objects.count() == 2
    assert OutboxMessage.objects.filter(kind=asking.KIND, to=room.need_user.email).count() == 1
