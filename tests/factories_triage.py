"""Needs on the clock, and offers that are suggested to them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from catalog.models import Listing
from cooperation import triage
from cooperation.models import Triage
from matching.models import Suggestion
from matching.weights import active_weights
from tests.factories_catalog import make_published


def make_triage(*, now: datetime, days_ago: int = 0, **values: Any) -> Triage:
    """A need published some days ago, whose clock runs."""
    need = make_published("need", now=now, **values)
    Listing.objects.filter(pk=need.pk).update(published_at=now - timedelta(days=days_ago))
    triage.start_clocks(now=now)
    return Triage.objects.select_related("need__organisation", "officer").get(need=need)


def suggest(need: Listing, *, now: datetime, score: float = 0.8, **values: Any) -> Suggestion:
    """A new offer that is suggested to the need."""
    offer = make_published("offer", now=now)
    return Suggestion.objects.create(
        need=need, offer=offer, score=score, logit=1.0, weights=active_weights()[0], need_hash="n", offer_hash="o",
        created_at=now, computed_at=now, **values,
    )  # fmt: skip
