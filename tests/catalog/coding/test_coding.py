"""Suggested codes: voted by listings of like text, offered and never chosen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from catalog.coding import suggested
from catalog.coding.suggested import suggested_codes
from catalog.coding.voting import VOTERS, elected
from catalog.indexing import index_awaiting
from catalog.models import Kind, Listing
from tests.catalog.test_posting_views import edit_url, page_of, posted, signed_in
from tests.factories_catalog import author_of, concept, make_listing, make_published


@pytest.mark.parametrize(
    ("neighbours", "codes"),
    [
        ([], []),
        ([(0.9, ["207"]), (0.5, ["401"]), (0.5, ["401"])], ["207", "401"]),
        ([(0.9, ["207"]), (0.8, ["401"]), (0.8, ["401"])], ["401", "207"]),
        ([(0.5, ["3", "1", "2", "4"])], ["1", "2", "3"]),
        ([(-0.4, ["207"]), (0.0, ["208"])], []),
        ([*[(0.5, ["1"])] * VOTERS, (0.4, ["9"])], ["1"]),
    ],
)
def test_votes_weigh_by_likeness_and_only_the_likest_vote(neighbours: list[Any], codes: list[str]) -> None:
    assert elected(neighbours) == codes


@pytest.fixture
def coded(now: datetime) -> Listing:
    """A draft on shrimp among published listings on shrimp and on biogas."""
    shrimp = [
        make_published(now=now, title=f"Xét nghiệm nhanh bệnh EHP trên tôm ngay tại ao {n}", tried="") for n in range(2)
    ]
    make_published(Kind.OFFER, now=now)
    for each in shrimp:
        each.industries.set([concept("vsic", "03")])
    Listing.objects.offers().get().fields.set([concept("st_field", "207")])
    index_awaiting()
    draft = make_listing(now=now, title="Phát hiện bệnh EHP của tôm tại ao nuôi")
    draft.fields.clear()
    return draft


@pytest.mark.django_db
def test_like_texts_suggest_their_codes(coded: Listing) -> None:
    found = suggested_codes(coded)
    assert (found["fields"][0], found["industries"][0]) == ("401", "03")


@pytest.mark.django_db
def test_a_text_of_a_word_or_one_that_cannot_be_embedded_suggests_nothing(
    coded: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any) -> Any:
        raise RuntimeError

    monkeypatch.setattr(suggested, "vectors_of", fail)
    assert suggested_codes(coded) == {}
    monkeypatch.undo()
    for name in ("summary", "description", "present_state"):
        setattr(coded, name, "")
    coded.targets.all().delete()
    coded.title = "Tôm"
    assert suggested_codes(coded) == {}


@pytest.mark.django_db
def test_suggestions_are_offered_unticked_and_taken_without_script(client: Client, coded: Listing) -> None:
    signed_in(client, author_of(coded))
    url = edit_url(coded, "conditions")
    offered = page_of(client.get(url)).select(".chip input[name=fields]")
    assert next(box["value"] for box in offered) == "401"
    assert not any(box.has_attr("checked") for box in offered)
    assert posted(client, url).status_code == 302
    assert coded.fields.count() == 0
    posted(client, url, fields=["401", "401"])
    assert [field.code for field in coded.fields.all()] == ["401"]
    again = page_of(client.get(url)).select(".chip input[name=fields]")
    assert "401" not in [box["value"] for box in again]
