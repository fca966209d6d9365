"""What the score knows of a stored offer besides its fields: the figures of its own comparison table."""

from __future__ import annotations

from datetime import datetime

import pytest

from catalog.content import content_hash
from catalog.models import Comparison
from matching.candidates import load
from matching.facts import facts_of
from matching.figures import figures, shown
from tests.factories_catalog import make_published

pytestmark = pytest.mark.django_db


def test_an_offer_s_own_column_is_held_against_the_need_s_limits(now: datetime) -> None:
    need = make_published("need", now=now, constraints="Nitrit dưới 2 mg/L.")
    offer = make_published("offer", now=now)
    before = content_hash(offer, "model")
    assert figures(facts_of(need), facts_of(offer)).value is None
    Comparison.objects.create(listing=offer, indicator="Nitrit cao nhất trong vụ", ours="1,2", best="8", unit="mg/L")
    assert content_hash(offer, "model") != before
    reading = figures(facts_of(need), facts_of(offer))
    assert reading.value == 1.0
    assert [(reason.values["need"], reason.values["offer"]) for reason in reading.reasons] == [("≤ 2 mg/L", "1,2 mg/L")]
    assert "8 mg/L" not in [shown(figure) for figure in facts_of(offer).figures]


def test_the_table_comes_with_the_listings_in_one_query(now: datetime, django_assert_num_queries) -> None:
    made = [make_published("offer", now=now) for _ in range(3)]
    loaded = load([listing.pk for listing in made])
    with django_assert_num_queries(0):
        for listing in loaded:
            facts_of(listing)
