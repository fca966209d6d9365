"""How far matching has come: what counts as done, and what waits for nobody."""

from datetime import timedelta

import pytest

from catalog import indexing
from catalog.indexing import index_awaiting
from catalog.models import Listing
from matching.models import ListingMatch, WeightSet
from matching.progress import Progress, minutes_left, progress
from matching.suggestions import awaiting_match, match_awaiting
from tests.embedders import use_words
from tests.factories_catalog import make_listing, make_published, make_submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _words(monkeypatch):
    use_words(monkeypatch)


def run(now):
    index_awaiting()
    match_awaiting(now=now)


def test_published_listings_are_done_one_by_one(now):
    for kind in ("need", "offer", "offer"):
        make_published(kind, now=now)
    make_listing(now=now)
    make_submitted(now=now)
    assert progress() == Progress(1, 0, 3)
    index_awaiting()
    match_awaiting(now=now, limit=1)
    assert progress() == Progress(1, 1, 3)
    match_awaiting(now=now)
    assert progress() == Progress(1, 3, 3)


def test_new_weights_and_new_texts_begin_again(now):
    need, _offer = make_published("need", now=now), make_published("offer", now=now)
    run(now)
    Listing.objects.filter(pk=need.pk).update(title="Sấy lúa", updated_at=now + timedelta(hours=1))
    index_awaiting()
    assert progress() == Progress(1, 1, 2)
    first = WeightSet.objects.get()
    WeightSet.objects.update(is_active=False)
    WeightSet.objects.create(version=2, weights=first.weights, is_active=True)
    assert progress() == Progress(2, 0, 2)
    run(now)
    assert progress() == Progress(2, 2, 2)


def test_what_is_closed_expired_or_unreadable_waits_for_nobody(now, monkeypatch):
    open_one, closed, expired, bad = (make_published("offer", now=now) for _ in range(4))
    Listing.objects.filter(pk=closed.pk).update(accepting_interest=False)
    Listing.objects.filter(pk=expired.pk).update(valid_until=now - timedelta(days=1))
    real = indexing.document_of
    monkeypatch.setattr(indexing, "document_of", lambda listing: 1 / 0 if listing.pk == bad.pk else real(listing))
    run(now)
    assert progress() == Progress(1, 1, 1)
    assert list(awaiting_match()) == []
    assert open_one.match.weights.version == 1


def test_progress_costs_two_queries_however_many_there_are(now, django_assert_num_queries):
    progress()
    for _ in range(3):
        make_published("offer", now=now)
    with django_assert_num_queries(2):
        progress()


def test_the_time_left_follows_the_pace_of_the_last_minutes(now):
    offers = [make_published("offer", now=now) for _ in range(6)]
    run(now)
    assert minutes_left(progress(), now=now) == 0
    ListingMatch.objects.filter(pk__in=[offer.pk for offer in offers[:4]]).delete()
    assert minutes_left(progress(), now=now + timedelta(minutes=2)) == 4
    assert minutes_left(progress(), now=now + timedelta(minutes=9)) is None
