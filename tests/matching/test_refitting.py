"""Refits: from 200 answers on, done once by whichever worker, bounded in tries, taken over only if not worse."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from matching import refitting
from matching.learning import Comparison, Measures, learn, to_json
from matching.models import Answer, Refit, WeightSet
from matching.refitting import (
    LEASE,
    LEAST_ANSWERS,
    NotBetter,
    NotDone,
    TooFewAnswers,
    answer_counts,
    comparison_of,
    observations,
    run_wanted,
    take_over,
    want_refit,
)
from matching.scoring import DEFAULT_WEIGHTS
from matching.weights import Superseded, active_weights, put_in_force, values_of, with_values
from tests.accounts.test_outbox_parallel import in_threads
from tests.factories_answers import make_answers
from tests.factories_catalog import make_user

pytestmark = pytest.mark.django_db
TRUTH = with_values(DEFAULT_WEIGHTS, {**values_of(DEFAULT_WEIGHTS), "text": 7.0, "budget": 3.8, "base": -2.0})
NOTE = "Học từ các câu trả lời"


def make_done(now: datetime, *, new: Measures | None = None) -> Refit:
    """A refit that found another weight for the budget."""
    old = Measures(0.5, 0.8, 9, ())
    found = Comparison({**values_of(DEFAULT_WEIGHTS), "budget": 2.5}, 200, 50, old, new or old)
    return Refit.objects.create(
        state="done", wanted_at=now, finished_at=now, compared_with=active_weights()[0], result=to_json(found)
    )


def test_below_two_hundred_answers_nothing_is_learnt(now: datetime) -> None:
    make_answers(LEAST_ANSWERS - 1, now=now)
    assert answer_counts() == (LEAST_ANSWERS - 1, LEAST_ANSWERS - 1)
    with pytest.raises(TooFewAnswers):
        want_refit(by=make_user(), now=now)
    assert (Refit.objects.count(), run_wanted(now=now)) == (0, 0)


def test_two_hundred_answers_are_learnt_from_and_compared(now: datetime) -> None:
    make_answers(LEAST_ANSWERS, now=now, truth=TRUTH)
    wanted = want_refit(by=make_user(), now=now)
    assert run_wanted(now=now) == 1
    assert run_wanted(now=now) == 0
    wanted.refresh_from_db()
    found = comparison_of(wanted)
    assert (wanted.state, wanted.compared_with) == ("done", active_weights()[0])
    assert found.learnt_from + found.held_back == LEAST_ANSWERS
    assert found == learn(observations(), DEFAULT_WEIGHTS)
    assert found.values["text"] != DEFAULT_WEIGHTS.features["text"].weight
    assert active_weights()[0].version == 1


def test_only_answers_about_the_fit_count(now: datetime) -> None:
    given = make_answers(40, now=now, reason="price", needs=10)
    declined = sum(each.answer == "declined" for each in given)
    Answer.objects.filter(pk=given[0].pk).update(contributions=[])
    capped = {**given[1].contributions, "items": [{"feature": "cap", "value": -1.0, "known": True}]}
    Answer.objects.filter(pk=given[1].pk).update(contributions=capped)
    assert answer_counts() == (40, 38)
    assert {frozenset(each.about) for each in observations() if not each.interested} == {frozenset({"budget"})}
    assert 0 < declined < 40
    make_answers(40, now=now, reason="no_capacity", needs=10)
    assert answer_counts() == (80, 78 - declined)


def test_features_are_read_back_exactly(now: datetime) -> None:
    given = make_answers(6, now=now, needs=2)
    found = observations()
    assert [each.parts.values for each in found] == [
        {item["feature"]: item["value"] for item in each.contributions["items"]} for each in given
    ]
    assert [each.need for each in found] == [each.suggestion.need_id for each in given]


def test_while_one_is_wanted_there_is_no_second(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refitting, "LEAST_ANSWERS", 0)
    assert want_refit(by=make_user(), now=now) == want_refit(by=make_user(), now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Refit.objects.create(wanted_at=now)


def test_a_killed_worker_leaves_it_to_the_next(now: datetime) -> None:
    make_answers(20, now=now, needs=5)
    Refit.objects.create(wanted_at=now)
    assert refitting._claim(now=now) is not None  # and then the worker is gone
    assert run_wanted(now=now + LEASE / 2) == 0
    assert run_wanted(now=now + LEASE) == 1


def test_a_slow_worker_whose_claim_has_passed_writes_nothing(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    make_answers(20, now=now, needs=5)
    Refit.objects.create(wanted_at=now)
    later, read = now + 2 * LEASE, refitting.observations

    def overtaken() -> Any:
        monkeypatch.setattr(refitting, "observations", read)
        assert run_wanted(now=later) == 1
        return read()

    monkeypatch.setattr(refitting, "observations", overtaken)
    assert run_wanted(now=now) == 0
    assert Refit.objects.get().finished_at == later


def test_three_failures_end_in_sight(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    Refit.objects.create(wanted_at=now)
    monkeypatch.setattr(refitting, "observations", lambda: 1 / 0)
    assert [run_wanted(now=now + timedelta(seconds=number)) for number in range(5)] == [0] * 5
    given_up = Refit.objects.get()
    assert (given_up.state, given_up.attempts) == ("failed", 3)


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_it_once(now: datetime) -> None:
    make_answers(40, now=now, needs=10)
    Refit.objects.create(wanted_at=now)
    together = Barrier(2)

    def sweep() -> int:
        together.wait(timeout=10)
        return run_wanted(now=now)

    assert sorted(in_threads(sweep, 2)) == [0, 1]
    assert Refit.objects.get().attempts == 1


def test_learnt_weights_are_taken_over_once_as_a_new_version(now: datetime) -> None:
    by, refit = make_user(), make_done(now)
    stored = take_over(refit=refit, note=NOTE, by=by, now=now)
    assert take_over(refit=refit, note=NOTE, by=by, now=now) == stored
    assert (stored.version, stored.note, stored.refit, stored.created_by) == (2, NOTE, refit, by)
    assert active_weights()[1].features["budget"].weight == 2.5
    assert WeightSet.objects.count() == 2


@pytest.mark.parametrize(
    ("new", "obstacle"),
    [
        (Measures(0.51, 0.9, 9, ()), "log_loss"), (Measures(0.4, 0.79, 9, ()), "ndcg"),
        (Measures(0.4, 0.9, 4, ()), "too_few"),
    ],
)  # fmt: skip
def test_worse_weights_are_never_taken_over(now: datetime, new: Measures, obstacle: str) -> None:
    with pytest.raises(NotBetter, match=obstacle):
        take_over(refit=make_done(now, new=new), note=NOTE, by=make_user(), now=now)
    assert WeightSet.objects.count() == 1


def test_weights_are_taken_over_only_from_those_they_were_compared_with(now: datetime) -> None:
    refit = make_done(now)
    values = {**values_of(DEFAULT_WEIGHTS), "place": 1.0}
    put_in_force(values=values, based_on=1, note="Gần nhau dễ gặp hơn", by=make_user(), now=now)
    with pytest.raises(Superseded):
        take_over(refit=refit, note=NOTE, by=make_user(), now=now)
    refit.refresh_from_db()
    assert (refit.taken_over_as, active_weights()[0].version) == (None, 2)


def test_without_a_result_there_is_nothing_to_take_over(now: datetime) -> None:
    with pytest.raises(NotDone):
        take_over(refit=Refit.objects.create(wanted_at=now), note=NOTE, by=make_user(), now=now)
