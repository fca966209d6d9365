"""New versions of the weights: made once, previewed exactly, matched by and by while the old suggestions serve."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import User
from catalog.indexing import index_awaiting
from matching.models import Suggestion, WeightSet
from matching.preview import Change, Preview, preview, ranks
from matching.progress import Progress, progress
from matching.scoring import DEFAULT_WEIGHTS
from matching.suggestions import match_awaiting
from matching.weights import (
    BASE,
    OutOfBounds,
    Superseded,
    Unchanged,
    active_weights,
    put_in_force,
    values_of,
    with_values,
)
from tests.accounts.test_outbox_parallel import in_threads
from tests.embedders import use_words
from tests.factories_catalog import concept, make_published, make_user

pytestmark = pytest.mark.django_db
WATER = {
    "title": "Xử lý nước thải thủy sản", "summary": "Nước thải chế biến thủy sản đạt cột A",
    "description": "Nhà máy chế biến thủy sản cần xử lý nước thải bằng màng lọc sinh học.",
}  # fmt: skip
OTHERS = {"budget": 3.5, "text": 9.0, BASE: -2.5}


@pytest.fixture(autouse=True)
def _model(monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(monkeypatch)


def values(**changes: float) -> dict[str, float]:
    return {**values_of(DEFAULT_WEIGHTS), **changes}


def save(
    by: User, now: datetime, *, based_on: int = 1, note: str = "Giá quyết định nhiều hơn", **changes: float
) -> Any:
    return put_in_force(values=values(**changes), based_on=based_on, note=note, by=by, now=now)


def make_lists(now: datetime) -> None:
    """Two needs and four offers about one thing, which differ in price, level and field."""
    for level in (5, 8):
        make_published("need", now=now, trl=level, amount_max=900_000_000, **WATER)
    for number, price in enumerate([400_000_000, 1_200_000_000, 2_500_000_000, None]):
        title = f"Màng lọc nước thải thủy sản {'abcd'[number]}"
        offer = make_published("offer", now=now, amount_min=price, **{**WATER, "title": title, "trl": 4 + number})
        offer.fields.set([concept("st_field", ["401", "507"][number % 2])])
    index_awaiting()
    match_awaiting(now=now)


def stored_scores() -> dict[int, float]:
    return dict(Suggestion.objects.filter(is_current=True).values_list("pk", "score"))


def test_a_new_version_takes_over_with_who_when_and_why(now: datetime) -> None:
    by = make_user()
    stored = save(by, now, **OTHERS)
    assert (stored.version, stored.created_by, stored.created_at) == (2, by, now)
    assert stored.note == "Giá quyết định nhiều hơn"
    assert active_weights() == (stored, with_values(DEFAULT_WEIGHTS, values(**OTHERS), version="2"))
    assert WeightSet.objects.filter(is_active=True).count() == 1


def test_an_earlier_version_comes_back_as_a_new_one(now: datetime) -> None:
    by = make_user()
    save(by, now, **OTHERS)
    stored = save(by, now, based_on=2, note="Trở lại bản 1")
    assert (stored.version, values_of(active_weights()[1])) == (3, values_of(DEFAULT_WEIGHTS))


def test_whoever_started_from_an_earlier_version_is_told_of_the_new_one(now: datetime) -> None:
    first = save(make_user(), now, **OTHERS)
    with pytest.raises(Superseded) as refused:
        save(make_user(), now, budget=0.5)
    assert refused.value.current == first


def test_the_same_wish_twice_makes_one_version(now: datetime) -> None:
    by = make_user()
    assert save(by, now, **OTHERS) == save(by, now + timedelta(seconds=1), **OTHERS)
    assert WeightSet.objects.count() == 2


@pytest.mark.parametrize(("name", "value"), [("text", 5.99), ("budget", 4.001), ("place", -0.1), (BASE, 2.5)])
def test_bounds_hold(now: datetime, name: str, value: float) -> None:
    with pytest.raises(OutOfBounds, match=name):
        save(make_user(), now, **{name: value})


def test_what_changes_nothing_is_no_version(now: datetime) -> None:
    active_weights()
    with pytest.raises(Unchanged):
        save(make_user(), now)
    assert WeightSet.objects.count() == 1


def test_a_version_never_changes(now: datetime) -> None:
    stored = save(make_user(), now, **OTHERS)
    for changes in ({"weights": {}}, {"note": "khác"}, {"version": 9}):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            WeightSet.objects.filter(pk=stored.pk).update(**changes)


@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_make_one_version(now: datetime) -> None:
    active_weights()
    people, together = iter([make_user(), make_user()]), Barrier(2)

    def try_to_save() -> str:
        by = next(people)
        together.wait(timeout=10)
        try:
            return f"version {save(by, now, budget=float(by.pk % 2 + 1)).version}"
        except Superseded as error:
            return f"superseded by {error.current.version}"

    assert sorted(in_threads(try_to_save, 2)) == ["superseded by 2", "version 2"]
    assert WeightSet.objects.filter(is_active=True).count() == 1


def test_the_preview_is_what_matching_anew_gives(now: datetime) -> None:
    make_lists(now)
    _, old = active_weights()
    before = stored_scores()
    found = preview(old=old, new=with_values(old, values(**OTHERS)))
    assert {change.suggestion_id: change.old for change in found.changes} == before
    save(make_user(), now, **OTHERS)
    match_awaiting(now=now)
    after = dict(Suggestion.objects.values_list("pk", "score"))
    assert (found.needs, found.all_needs) == (2, 2)
    assert found.seen > 0
    for change in found.changes:
        kept = Suggestion.objects.get(pk=change.suggestion_id)
        assert kept.is_current != change.leaves
        if kept.is_current:
            assert change.new == after[change.suggestion_id]
            better = Suggestion.objects.filter(need=kept.need, is_current=True, score__gt=kept.score).count()
            assert change.new_rank == better + 1


def test_the_preview_reads_listings_matched_under_an_earlier_version_alike(now: datetime) -> None:
    make_lists(now)
    save(make_user(), now, **OTHERS)
    _, present = active_weights()
    found = preview(old=present, new=present)
    assert (found.seen, found.reordered, found.leaving, found.foremost()) == (0, 0, 0, [])


def test_the_foremost_changes_come_first() -> None:
    leaving, relabelled = Change(1, 0.31, 0.29, 3, 3), Change(2, 0.74, 0.76, 1, 1)
    moved, same = Change(3, 0.5, 0.7, 2, 2), Change(4, 0.5, 0.501, 4, 4)

    found = Preview(1, 1, (same, moved, relabelled, leaving))
    assert [change.suggestion_id for change in found.foremost()] == [1, 2, 3]
    assert (found.seen, found.relabelled, found.leaving, found.reordered) == (3, 1, 1, 0)


def test_equal_scores_rank_by_id() -> None:
    assert ranks({7: 0.5, 3: 0.5, 5: 0.9}) == {5: 1, 3: 2, 7: 3}


def test_earlier_suggestions_serve_until_a_listing_is_matched_anew(now: datetime) -> None:
    make_lists(now)
    before = stored_scores()
    assert progress() == Progress(1, 6, 6)
    stored = save(make_user(), now, **OTHERS)
    assert (stored_scores(), set(Suggestion.objects.live().values_list("pk", flat=True))) == (before, set(before))
    assert progress() == Progress(2, 0, 6)
    match_awaiting(now=now, limit=2)
    assert progress() == Progress(2, 2, 6)
    match_awaiting(now=now)
    assert progress() == Progress(2, 6, 6)
    assert stored_scores() != before
    assert set(Suggestion.objects.filter(is_current=True).values_list("weights", flat=True)) == {stored.pk}
