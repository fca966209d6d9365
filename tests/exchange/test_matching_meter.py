"""How complete a draft is for matching: by the weights in force, on the page before the submission."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Kind, Listing, Target
from exchange.matching_meter import meter_of, unstated
from matching.weights import active_weights, put_in_force, values_of
from tests.catalog.test_posting_views import edit_url, page_of, signed_in
from tests.factories_catalog import author_of, concept, make_listing, make_officer

pytestmark = pytest.mark.django_db


def test_what_text_and_table_state_is_not_open(now: datetime) -> None:
    need = make_listing(now=now)
    need.targets.all().delete()
    assert unstated(need) == {"industries", "trl", "forms", "amount", "figures"}
    Target.objects.create(listing=need, name="Công suất", value="≥ 20", unit="tấn/ngày", order=2)
    need.summary = "Cần công nghệ từ TRL 7."
    assert unstated(Listing.objects.get(pk=need.pk)) == {"industries", "trl", "forms", "amount"}
    assert "trl" not in unstated(need)


def test_meter_fills_as_facts_are_stated(now: datetime) -> None:
    offer = make_listing(Kind.OFFER, now=now)
    before = meter_of(offer)
    offer.industries.add(concept("vsic", "03"))
    offer.forms.add(concept("transfer_form", "licence"))
    offer.amount_min = 200_000_000
    after = meter_of(offer)
    assert after["share"] > before["share"]
    assert (after["stated"] - before["stated"], len(before["open"]) - len(after["open"])) == (3, 3)


def test_meter_follows_the_weights_in_force(now: datetime) -> None:
    need = make_listing(now=now)
    budget = next(line for line in meter_of(need)["open"] if "kinh phí" in str(line["text"]))
    stored, weights = active_weights()
    put_in_force(
        values={**values_of(weights), "budget": 0.0}, based_on=stored.version, note="thử", by=make_officer(), now=now
    )
    changed = next(line for line in meter_of(need)["open"] if "kinh phí" in str(line["text"]))
    assert (budget["worst"] < 50 < budget["best"], changed["best"], changed["worst"]) == (True, 50, 50)


@pytest.mark.parametrize("kind", [Kind.NEED, Kind.OFFER])
@pytest.mark.parametrize("language", ["", "/en"])
def test_check_page_leads_to_what_is_open(kind: str, language: str, client: Client, now: datetime) -> None:
    listing = make_listing(kind, now=now)
    listing.fields.clear()
    page = page_of(signed_in(client, author_of(listing)).get(language + edit_url(listing, "check")))
    links = [str(link["href"]) for link in page.select("section[aria-labelledby=meter] a")]
    assert len(links) == len(unstated(listing))
    for link in links:
        address, _, anchor = link.partition("#")
        assert page_of(client.get(address)).find(id=anchor) is not None, link


def test_check_page_takes_a_fixed_number_of_queries(client: Client, now: datetime) -> None:
    """The table's lines and the codes are read once, however many there are."""
    counts = []
    for rows in (1, 3):
        listing = make_listing(Kind.OFFER, now=now, summary="")
        for number in range(rows - 1):
            listing.comparisons.create(indicator=f"Chỉ tiêu {number}", ours="5", unit="kg", order=number + 2)
            listing.fields.add(concept("st_field", f"20{number + 1}"))
        signed_in(client, author_of(listing)).get(edit_url(listing, "check"))
        with CaptureQueriesContext(connection) as found:
            client.get(edit_url(listing, "check"))
        counts.append(len(found))
    assert counts[0] == counts[1]
