"""What counts as which step and when, how long stages take, why some end, and what contracts are worth."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from catalog.models import Listing
from cooperation import interests
from cooperation.funnel import figures
from cooperation.funnel.counting import By, Scope, count_steps
from cooperation.models import Cooperation, CooperationStage
from cooperation.pipeline import ending, starting
from matching.models import Suggestion
from tests.factories_catalog import concept, make_officer
from tests.factories_cooperation import make_sides, make_suggestion, send
from tests.factories_pipeline import Room, make_room, move_to, settle

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EVERYTHING = Scope()


def counted(scope: Scope = EVERYTHING) -> dict[str, int]:
    return {step: cell.count for step, cell in count_steps(scope).totals.items() if cell.count}


def by(breakdown: By, scope: Scope = EVERYTHING) -> dict[str, dict[str, int]]:
    return {
        step: {key: cell.count for key, cell in found.items()}
        for step, found in count_steps(scope, breakdown).broken_down[breakdown].items()
    }


def make_contract(now: datetime, *, value: int | None = None, days: int = 10) -> Room:
    """A cooperation whose stages took so many days each, up to a contract signed now."""
    room = make_room(now=now - 6 * days * DAY)
    for number in range(1, 7):
        settle(room, now=now - (6 - number) * days * DAY)
    Cooperation.objects.filter(pk=room.cooperation.pk).update(value=value)
    return room


def test_each_step_of_one_story_counts_once(now: datetime) -> None:
    sides = make_sides("need", now=now)
    suggestion, own = make_suggestion(sides, now=now)
    assert counted() == {}
    Suggestion.objects.filter(pk=suggestion.pk).update(need_state="viewed")
    interest = send(sides, now=now, own_listing=own)
    assert counted() == {"suggestion": 1, "interest": 1}
    interests.accept(interest=interest, by=sides.owner, now=now)
    starting.start_accepted(now=now + DAY)
    made = Cooperation.objects.get()
    room = Room(made, sides.owner, sides.sender, make_officer())
    Cooperation.objects.update(officer=room.officer)
    room.cooperation.refresh_from_db()
    for _stage in range(10):
        settle(room, now=now)
    assert counted() == {
        "suggestion": 1, "interest": 1, "accepted": 1, "begun": 1, "mou": 1, "contract": 1, "pilot": 1, "production": 1
    }  # fmt: skip


def test_a_skipped_memorandum_is_none(now: datetime) -> None:
    room = make_room(now=now)
    move_to(room, "mou", now=now)
    settle(room, now=now, says="skip")
    settle(room, now=now)
    assert counted() == {"begun": 1, "contract": 1}


def test_a_step_counts_on_its_day_in_hai_phong(now: datetime) -> None:
    room = make_contract(now)
    late = datetime(2026, 9, 30, 16, 59, tzinfo=now.tzinfo)
    CooperationStage.objects.filter(cooperation=room.cooperation, code="mou").update(settled_at=late)
    CooperationStage.objects.filter(cooperation=room.cooperation, code="contract").update(
        settled_at=late + timedelta(minutes=1)
    )
    third = Scope(date(2026, 7, 1), date(2026, 9, 30))
    assert {step: number for step, number in counted(third).items() if step != "begun"} == {"mou": 1}
    found = by(By.QUARTER)
    assert (found["mou"], found["contract"]) == ({"2026-Q3": 1}, {"2026-Q4": 1})
    assert by(By.MONTH)["contract"] == {"2026-10": 1}
    assert by(By.YEAR)["contract"] == {"2026": 1}


def test_numbers_are_told_apart_by_what_the_need_is_about(now: datetime) -> None:
    room = make_contract(now)
    need = room.cooperation.need
    assert isinstance(need, Listing)
    need.fields.add(concept("st_field", "201"))
    need.industries.add(concept("vsic", "03"))
    Listing.objects.filter(pk=need.pk).update(province=concept("province", "01"))
    assert by(By.FIELD)["contract"] == {"2": 1, "4": 1}
    assert by(By.INDUSTRY)["contract"] == {"A": 1}
    assert by(By.PROVINCE)["contract"] == {"01": 1}
    assert counted(Scope(field="2", industry="A", province="01"))["contract"] == 1
    assert counted(Scope(field="1")) == counted(Scope(province="31")) == {}
    assert figures.contract_values(Scope(field="2")).contracts == 1
    assert figures.contract_values(Scope(field="1")).contracts == 0


def test_a_cooperation_without_listings_has_the_place_of_the_demand_side_and_no_field(now: datetime) -> None:
    room = make_room(now=now, with_listings=False)
    assert by(By.FIELD)["begun"] == {"": 1}
    assert by(By.PROVINCE)["begun"] == {"31": 1}
    assert counted(Scope(province="31")) == {"begun": 1}
    ending.close(cooperation=room.cooperation, side="officer", reason="price", by=room.officer, now=now)
    assert figures.ended(Scope(province="31")) == (0, 1)
    assert figures.ended(Scope(province="01")) == (0, 0)


def test_time_per_stage_is_the_median_with_its_quarters(now: datetime) -> None:
    for days in (10, 20, 60):
        make_contract(now, days=days)
    found = {each.code: each for each in figures.durations(Scope(), with_organisations=True)}
    assert list(found) == ["meeting", "assessment", "negotiation", "mou", "contract"]
    contract = found["contract"]
    assert (contract.cases.count, contract.quarter, contract.median, contract.three_quarters) == (3, 15, 20, 40)
    assert len(contract.cases.organisations) == 6
    assert figures.durations(Scope(last=date(2020, 1, 1))) == []


def test_an_old_memorandum_without_a_contract_is_pointed_at(now: datetime) -> None:
    old, young, signed = (make_room(now=now - 400 * DAY) for _room in range(3))
    for room, days in ((old, 184), (young, 182), (signed, 184)):
        move_to(room, "contract", now=now - days * DAY)
    settle(signed, now=now)
    (found,) = figures.memoranda_without_contract(now=now)
    assert (found.pk, found.signed_at) == (old.cooperation.pk, now - 184 * DAY)
    ending.close(cooperation=found, side="officer", reason="price", by=old.officer, now=now)
    assert not figures.memoranda_without_contract(now=now).exists()


def test_reasons_count_closed_cooperations_and_declined_interests(now: datetime) -> None:
    for reason in ("price", "price", "timing"):
        room = make_room(now=now)
        ending.close(cooperation=room.cooperation, side="officer", reason=reason, by=room.officer, now=now)
    sides = make_sides(now=now)
    interests.decline(interest=send(sides, now=now), by=sides.owner, now=now, reason="technical")
    assert figures.closed_because(Scope()) == Counter(price=2, timing=1)
    assert figures.declined_because(Scope()) == Counter(technical=1)
    assert figures.declined_because(Scope(field="4")) == Counter(technical=1)
    assert figures.declined_because(Scope(field="2")) == Counter()
    assert figures.ended(Scope()) == (0, 3)


def test_values_are_those_of_signed_contracts(now: datetime) -> None:
    make_contract(now, value=1_500_000_000)
    make_contract(now)
    unsigned = make_room(now=now)
    Cooperation.objects.filter(pk=unsigned.cooperation.pk).update(value=900)
    found = figures.contract_values(Scope())
    assert (found.contracts, found.valued, found.total) == (2, 1, 1_500_000_000)
    assert figures.contract_values(Scope(last=timezone.localdate(now) - DAY)).total == 0


def test_loads_are_of_the_officers_now(now: datetime) -> None:
    officer = make_officer()
    first = make_room(now=now - 100 * DAY, officer=officer)
    make_room(now=now, officer=officer)
    alone = make_room(now=now)
    Cooperation.objects.filter(pk=first.cooperation.pk).update(state="stalled", stalled_at=now)
    Cooperation.objects.filter(pk=alone.cooperation.pk).update(officer=None)
    assert [(each.officer, each.running, each.stalled, each.late) for each in figures.loads(now=now)] == [
        (officer, 2, 1, 1),
        (None, 1, 0, 0),
    ]
