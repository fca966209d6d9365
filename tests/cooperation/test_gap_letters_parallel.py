"""Two sweeps and two presses at once: one letter, one subscription."""

from __future__ import annotations

from datetime import datetime
from threading import Barrier
from typing import Any

import pytest

from accounts.models import Consent, OutboxMessage
from catalog.models import GapNotice, GapSubscription
from cooperation.gap_letters import letters, subscribing
from tests.accounts.test_outbox_parallel import in_threads
from tests.cooperation.test_gap_letters import NEXT, make_unmet
from tests.factories_catalog import make_member, make_organisation

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_sweeps_write_one_letter(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have found the person due before either writes."""
    subscribing.choose(user=make_member(make_organisation()), fields=[], now=now)
    make_unmet(now=now)
    together, send_to = Barrier(2), letters.send_to

    def sent_by_both(*args: Any, **values: Any) -> int:
        together.wait(timeout=10)
        return send_to(*args, **values)

    monkeypatch.setattr(letters, "send_to", sent_by_both)
    assert sorted(in_threads(lambda: letters.send_due(now=NEXT), 2)) == [0, 1]
    assert (OutboxMessage.objects.filter(kind="gaps").count(), GapNotice.objects.count()) == (1, 1)


def test_presses_at_once_make_one_subscription(now: datetime) -> None:
    user = make_member(make_organisation())
    in_threads(lambda: subscribing.choose(user=user, fields=["4"], now=now), 4)
    assert (GapSubscription.objects.count(), Consent.objects.filter(purpose="gaps").count()) == (1, 1)
