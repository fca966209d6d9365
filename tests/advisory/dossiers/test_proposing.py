"""Which technologies are proposed for a comparison, in which order, and why."""

from __future__ import annotations

from datetime import datetime

import pytest

from advisory.dossiers.proposing import proposals
from catalog.models import SavedListing
from cooperation.models import Interest
from matching.models import WeightSet
from matching.scoring import DEFAULT_WEIGHTS
from matching.weights import to_json
from tests.exchange.world import make_suggestion
from tests.factories_advisory import make_technology
from tests.factories_catalog import make_published

pytestmark = pytest.mark.django_db


def test_interested_owners_come_first_then_suggestions_then_what_was_saved(now: datetime) -> None:
    need = make_published("need", now=now)
    saved, suggested, interested = (make_technology(now=now) for _ in range(3))
    own = make_published("offer", now=now, organisation=need.organisation, by=need.created_by)
    weights = WeightSet.objects.create(version=7, weights=to_json(DEFAULT_WEIGHTS))
    for offer in (suggested, interested):
        make_suggestion(need, offer, weights)
    for offer in (saved, own):
        SavedListing.objects.create(listing=offer, organisation=need.organisation, saved_by=need.created_by)
    Interest.objects.create(
        reference="HP-Q-2026-0900", listing=need, organisation=interested.organisation, own_listing=interested,
        pitch="Xin được trao đổi.", sent_by=interested.created_by, sent_at=now, due_on=now.date(),
    )  # fmt: skip
    found = proposals(need)
    assert [each.offer for each in found] == [interested, suggested, saved]
    assert [len(each.because) for each in found] == [2, 1, 1]
