"""Both sides at once, and one side's button pressed three times at once: one outcome."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine

from catalog.models import DisclosureGrant
from cooperation.agreeing import confirming
from cooperation.models import AgreementConfirmation, CooperationEvent
from tests.accounts.test_outbox_parallel import in_threads
from tests.cooperation.agreeing.test_agreements import drawn_up
from tests.factories_pipeline import make_room

pytestmark = pytest.mark.django_db(transaction=True)


def test_both_sides_at_once_settle_the_stage_once(now: datetime) -> None:
    with time_machine.travel(now, tick=True):
        room = make_room(now=now)
        agreement = drawn_up(room, now=now)
        sides = ["need", "offer", "need", "offer"]

        def confirm() -> None:
            side = sides.pop()
            confirming.confirm(agreement=agreement, side=side, by=room.user[side], now=now)

        in_threads(confirm, 4)
    assert AgreementConfirmation.objects.count() == 2
    assert CooperationEvent.objects.filter(action="settled", stage="nda").count() == 1
    assert DisclosureGrant.objects.filter(level="nda").count() == 2
