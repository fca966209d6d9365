"""The monthly letters by several workers at once, and after one was killed: each letter once."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine

from accounts.models import OutboxMessage
from cooperation import report_letters
from tests.accounts.test_outbox_parallel import in_threads
from tests.cooperation.test_reporting import LATER, decline
from tests.factories_catalog import make_published

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_letter_is_written_once(now: datetime) -> None:
    with time_machine.travel(now, tick=True):
        for _ in range(2):
            decline(make_published("need", now=now), "price", now=now)
    with time_machine.travel(LATER, tick=True):
        report_letters.send_due(now=LATER)
        OutboxMessage.objects.filter(kind="report").order_by("pk")[0].delete()
        in_threads(lambda: report_letters.send_due(now=LATER), 3)
    found = OutboxMessage.objects.filter(kind="report")
    assert (found.count(), found.values("user").distinct().count()) == (4, 4)
