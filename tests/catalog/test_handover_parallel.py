"""Two sweeps at once give each listing to its successor once."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts import membership
from catalog.handover import hand_over
from catalog.models import ListingEvent
from tests.accounts.test_outbox_parallel import in_threads
from tests.factories_catalog import make_listing, make_member, make_organisation

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_listing_passes_once(now: datetime) -> None:
    organisation = make_organisation()
    make_member(organisation)
    leaver = make_member(organisation, role="editor")
    for _ in range(4):
        make_listing("need", by=leaver, now=now)
    membership.leave(user=leaver, organisation=organisation)
    assert sum(in_threads(lambda: hand_over(now=now), 3)) == 4
    assert ListingEvent.objects.filter(action="contact_changed").count() == 4
