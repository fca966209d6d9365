"""Similar listings: of the same kind, public, near by meaning and words; never by what is confidential."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from catalog import indexing
from catalog.embedding import DIMENSIONS
from catalog.models import Listing, ListingIndex
from catalog.similar import MOST, similar
from tests.embedders import use_words
from tests.factories_catalog import make_published, make_submitted

pytestmark = pytest.mark.django_db
FAR = {
    "title": "Phần mềm xếp lịch xe buýt", "summary": "Ít chuyến rỗng hơn.",
    "description": "Thuật toán lập biểu đồ chạy.",
    "problem": "Xe chạy rỗng.", "advantages": "Giảm ba chuyến.", "partner_sought": "Hãng vận tải.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def model(monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(monkeypatch)
    # These vectors have no common direction that had to be taken away.
    zero = np.zeros(DIMENSIONS, np.float32)
    monkeypatch.setattr("catalog.similar.shipped_means", lambda: {"passage_vi": zero, "query_vi": zero})


def indexed(listing: Listing) -> Listing:
    indexing.index_awaiting()
    return Listing.objects.select_related("index").get(pk=listing.pk)


def test_the_like_of_the_same_kind_are_found_in_one_query(now: datetime, django_assert_num_queries: Any) -> None:
    own = make_published("offer", now=now)
    near = [make_published("offer", now=now) for _ in range(2)]
    make_published("offer", now=now, **FAR)
    make_published("need", now=now)
    make_submitted("offer", now=now)
    own = indexed(own)
    with django_assert_num_queries(1):
        found = similar(own)
    assert {other.pk for other in found} == {other.pk for other in near}


def test_at_most_four_and_only_valid_ones(now: datetime) -> None:
    own = make_published("offer", now=now)
    others = [make_published("offer", now=now) for _ in range(MOST + 2)]
    own = indexed(own)
    assert len(similar(own)) == MOST
    Listing.objects.filter(pk__in=[other.pk for other in others]).update(valid_until=now.date() - timedelta(days=9))
    assert similar(own) == []


def test_confidential_words_do_not_make_kin(now: datetime) -> None:
    secret = " ".join(f"zirconi{number}" for number in range(40))
    own = make_published("offer", now=now, confidential=secret, disclosure="nda")
    make_published("offer", now=now, confidential=secret, disclosure="nda", **FAR)
    assert similar(indexed(own)) == []


def test_without_a_vector_there_are_none(now: datetime) -> None:
    own = make_published("offer", now=now)
    make_published("offer", now=now)
    assert similar(own) == []
    indexing.index_awaiting()
    ListingIndex.objects.update(dense=None)
    assert similar(indexed(own)) == []
