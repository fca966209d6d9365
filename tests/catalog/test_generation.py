"""Listings made up for benchmarks are like others in all that the database and the search make of them."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from catalog.models import Listing, ListingIndex
from catalog.search import read_search
from tests.factories_catalog import make_organisation


@pytest.mark.django_db(transaction=True)
def test_made_up_listings_carry_their_values_and_are_found() -> None:
    make_organisation(verified_at=timezone.now())
    call_command("generate_listings", "12", verbosity=0)
    made = dict(Listing.objects.values_list("pk", "facets"))
    Listing.objects.update(facets=F("facets"))
    assert dict(Listing.objects.values_list("pk", "facets")) == made
    assert all(any(token.startswith("industry:") for token in facets) for facets in made.values())
    assert ListingIndex.objects.of_published().count() == len(made) == 12
    title = Listing.objects.values_list("title", flat=True).first()
    assert title is not None
    assert read_search(" ".join(title.split()[:3])).by_words
