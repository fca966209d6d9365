"""The demonstration's cooperations agree with the rules, and both members one signs in as find their turn."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from cooperation.funnel.counting import Scope, count_steps
from cooperation.funnel.figures import memoranda_without_contract
from cooperation.models import Cooperation, Interest, Obligation, SignedPaper
from cooperation.pipeline import plan, starting
from cooperation.pipeline.reminding import awaited_of, awaiting_reminder
from cooperation.pipeline.stages import current_of, statements_of
from cooperation.stage_choices import CooperationState, Side, StageState
from exchange.demo.loading import load_demo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(db: None) -> None:
    load_demo()


def test_they_are_in_every_state_and_stage_as_the_rules_have_them() -> None:
    now = timezone.now()
    found = list(Cooperation.objects.prefetch_related("stages", "events"))
    assert {each.state for each in found} == set(CooperationState.values)
    under_way = set()
    for cooperation in found:
        cooperation.full_clean()
        stages = list(cooperation.stages.order_by("position"))
        states = [stage.state for stage in stages]
        settled = [stage for stage in stages if stage.is_settled]
        current = current_of(cooperation)
        assert states == [stage.state for stage in settled] + states[len(settled) :]
        assert states[len(settled) :] == [StageState.CURRENT, *["planned"] * (9 - len(settled))][: 10 - len(settled)]
        for stage in settled:
            says = plan.verdict(statements_of(stage).values_list("side", "says"))
            assert says == {StageState.DONE: "done", StageState.SKIPPED: "skip"}[StageState(stage.state)]
            assert stage.opened_at
            assert stage.settled_at
            assert cooperation.started_at <= stage.opened_at <= stage.settled_at <= now
        if current and cooperation.is_running:
            under_way.add(current.code)
            assert not plan.verdict(statements_of(current).values_list("side", "says"))
        assert all(event.at <= now for event in cooperation.events.all())
        assert (cooperation.state == "stalled") == (
            bool(current) and cooperation.is_running and current.due_on < timezone.localdate(now) - timedelta(days=7)
        )
        for listing in (cooperation.need, cooperation.offer):
            assert listing is None or listing.published_at is None or listing.published_at <= cooperation.started_at
    assert len(under_way) >= 7


def test_nothing_is_left_for_the_sweeps_to_mend() -> None:
    now = timezone.now()
    assert Interest.objects.filter(state="accepted", cooperation=None).count() == starting.start_accepted(now=now) == 0
    late = awaiting_reminder(timezone.localdate(now)).filter(due_on__lt=timezone.localdate(now))
    assert not late.exists()


@pytest.mark.parametrize("email", ["ben-cau@vidu.test", "ben-cung@vidu.test"])
def test_both_members_find_their_turn(email: str) -> None:
    user = User.objects.get(email=email)
    mine = Cooperation.objects.taken_part_in(user).running()
    turns = set()
    for cooperation in mine:
        side = Side.NEED if cooperation.need_side.memberships.filter(user=user).exists() else Side.OFFER
        stage = current_of(cooperation)
        assert stage is not None
        turns.add(side in awaited_of(stage))
    assert len(mine) >= 2
    assert True in turns


def test_a_contract_is_recorded_and_obliges_both_sides() -> None:
    paper = SignedPaper.objects.get()
    assert (paper.number, paper.confirmations.count(), paper.replaced_at) == ("07/2026/HĐCG", 2, None)
    assert Counter(Obligation.objects.values_list("owed_by", "state")) == {
        ("need", "done"): 1, ("need", "open"): 1, ("offer", "open"): 2
    }  # fmt: skip


def test_the_funnel_has_something_to_show() -> None:
    counted = {step: cell.count for step, cell in count_steps(Scope()).totals.items()}
    assert counted["accepted"] >= 3
    assert counted["begun"] >= 20
    assert counted["contract"] >= counted["pilot"] >= counted["production"] >= 3
    assert memoranda_without_contract(now=timezone.now()).count() >= 1
