"""Numbers by field, industry and province: parents count what is below, each listing once, the public ones only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from catalog.browsing import FIELDS, INDUSTRIES, PROVINCES, Entry, Tally, listings_in, tallies, tree
from catalog.models import Listing
from tests.factories_catalog import concept, make_listing, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def published(*codes: str, kind: str = "offer", now: datetime) -> Listing:
    listing = make_published(kind, now=now)
    listing.fields.set([concept("st_field", code) for code in codes])
    return listing


def numbers(entries: list[Entry]) -> dict[str, tuple[int, int]]:
    """Offers and needs by code, where there are any, on all levels."""
    found = {entry.concept.code: (entry.tally.offers, entry.tally.needs) for entry in entries if entry.tally.total}
    for entry in entries:
        found |= numbers(entry.children)
    return found


def test_parent_counts_each_listing_once(now: datetime) -> None:
    published("207", "209", "401", now=now)
    published("2", "207", kind="need", now=now)
    assert numbers(tree(FIELDS, today=timezone.localdate())) == {
        "2": (1, 1), "207": (1, 1), "209": (1, 0), "4": (1, 0), "401": (1, 0),
    }  # fmt: skip


def test_only_what_is_public_counts(now: datetime) -> None:
    make_listing("offer", now=now)
    expired, paused = published("207", now=now), published("207", now=now)
    Listing.objects.filter(pk=expired.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    Listing.objects.filter(pk=paused.pk).update(state="paused")
    assert tallies(FIELDS, today=timezone.localdate()) == {}


def test_nothing_is_left_out_of_the_tree() -> None:
    roots = tree(FIELDS, today=timezone.localdate())
    assert [root.concept.code for root in roots] == ["1", "2", "3", "4", "5", "6"]
    assert len(roots) + sum(len(root.children) for root in roots) == len(FIELDS.concepts())


def test_industries_and_provinces_are_counted_alike(now: datetime) -> None:
    need = make_published(now=now)
    need.industries.set([concept("vsic", "03")])
    assert numbers(tree(INDUSTRIES, today=timezone.localdate())) == {"A": (0, 1), "03": (0, 1)}
    assert tallies(PROVINCES, today=timezone.localdate()) == {need.province_id: Tally(0, 1, need.published_at)}


@pytest.mark.parametrize(("code", "count"), [("2", 2), ("207", 1), ("4", 0)])
def test_listings_in_a_code_are_those_with_it_or_below(now: datetime, code: str, count: int) -> None:
    published("207", "209", now=now)
    published("2", now=now)
    assert listings_in(FIELDS, concept("st_field", code), today=timezone.localdate()).count() == count


@pytest.mark.parametrize(
    ("scheme", "code", "address"),
    [
        (FIELDS, "207", "/fields/207-ky-thuat-moi-truong/"),
        (INDUSTRIES, "A", "/industries/A-nong-nghiep-lam-nghiep-va-thuy-san/"),
        (PROVINCES, "48", "/provinces/48-da-nang/"),
    ],
)
def test_address_holds_code_and_name(scheme: Any, code: str, address: str) -> None:
    assert scheme.address(concept(scheme.code, code)) == address


@pytest.mark.parametrize("count", [1, 3])
def test_tree_takes_two_queries(now: datetime, count: int, django_assert_num_queries: Any) -> None:
    for _number in range(count):
        published("207", now=now)
    with django_assert_num_queries(2):
        tree(FIELDS, today=timezone.localdate())
