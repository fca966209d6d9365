"""The triage clock: when it starts, who looks after a need, how it ends, and who is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import OutboxMessage, User
from catalog.models import Listing, ListingEvent
from cooperation import interests, triage
from cooperation.gap_list import unmet_needs
from cooperation.models import Triage
from tests.factories_catalog import author_of, make_member, make_officer, make_published, make_user
from tests.factories_cooperation import make_sides, make_suggestion, send
from tests.factories_triage import make_triage, suggest

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def make_manager() -> User:
    return make_user("Đặng Quốc Khang", role=User.Role.MANAGER)


def unmet() -> list[Listing]:
    return list(unmet_needs(today=TODAY))


def test_a_published_need_gets_its_officer_and_ten_working_days(now: datetime) -> None:
    officer = make_officer()
    need = make_published("need", now=now, officer=officer)
    make_published("offer", now=now)
    assert [triage.start_clocks(now=now) for _ in range(2)] == [1, 0]
    clock = Triage.objects.get()
    assert (clock.need, clock.officer, clock.started_at, clock.due_on) == (need, officer, now, date(2026, 12, 7))


def test_holidays_are_no_working_days(now: datetime) -> None:
    before_new_year = datetime(2026, 12, 28, 3, tzinfo=now.tzinfo)
    make_published("need", now=now)
    Listing.objects.update(published_at=before_new_year)
    triage.start_clocks(now=now)
    assert Triage.objects.get().due_on == date(2027, 1, 12)


def test_who_left_or_belongs_to_the_owner_does_not_look_after_a_need(now: datetime) -> None:
    gone = make_triage(now=now, officer=make_officer())
    Triage.objects.all().delete()
    User.objects.filter(pk=gone.officer_id).update(role=User.Role.MEMBER)
    triage.start_clocks(now=now)
    assert Triage.objects.get().officer is None


def test_a_clock_runs_while_the_need_is_public_and_without_a_partner(now: datetime) -> None:
    clock = make_triage(now=now)
    assert list(triage.running(TODAY)) == [clock]
    for state, count in (("paused", 0), ("withdrawn", 0), ("published", 1)):
        Listing.objects.filter(pk=clock.need_id).update(state=state)
        assert triage.running(TODAY).count() == count
    Triage.objects.update(outcome="gap", ended_at=now)
    assert triage.running(TODAY).count() == 0


def test_a_partner_ends_the_waiting(now: datetime) -> None:
    sides = make_sides(now=now)
    suggestion, need = make_suggestion(sides, now=now)
    triage.start_clocks(now=now)
    interest = send(sides, now=now, own_listing=need, suggestion=suggestion)
    assert [each.need for each in triage.running(TODAY)] == [need]
    interests.accept(interest=interest, by=sides.owner, now=now)
    assert not triage.running(TODAY).exists()


def test_late_needs_are_told_once_to_their_officer_and_the_managers(now: datetime) -> None:
    manager, officer = make_manager(), make_officer()
    late, other = make_triage(now=now, days_ago=20, officer=officer), make_triage(now=now, days_ago=30)
    make_triage(now=now, days_ago=3)
    assert [triage.flag_late(now=now) for _ in range(2)] == [2, 0]
    letters = {letter.to: letter.text for letter in OutboxMessage.objects.filter(kind="triage_late")}
    assert set(letters) == {manager.email, officer.email, other.officer.email}  # type: ignore[union-attr]
    assert (late.need.reference in letters[manager.email], other.need.reference in letters[manager.email]) == (
        True,
        True,
    )
    assert (late.need.reference in letters[officer.email], other.need.reference in letters[officer.email]) == (
        True,
        False,
    )


def test_a_clock_that_jumps_tells_nobody_twice(now: datetime) -> None:
    make_manager()
    make_triage(now=now, days_ago=20)
    assert [triage.flag_late(now=now + timedelta(days=days)) for days in (0, -60, 400, 1)] == [1, 0, 0, 0]


def test_chosen_offers_go_to_the_owner_and_into_the_history(now: datetime) -> None:
    clock, officer = make_triage(now=now), make_officer()
    best, second = suggest(clock.need, now=now, score=0.9), suggest(clock.need, now=now, score=0.6)
    triage.end(triage=clock, outcome="matches", by=officer, now=now, note="Bên thứ nhất ở gần.", chosen=[best.pk])
    clock.refresh_from_db()
    assert (clock.outcome, clock.ended_by, clock.ended_at, list(clock.matches.all())) == (
        "matches",
        officer,
        now,
        [best],
    )
    event = ListingEvent.objects.filter(listing=clock.need).latest("pk")
    assert (event.action, event.note) == ("triage_matches", f"{best.offer.reference}. Bên thứ nhất ở gần.")
    letter = OutboxMessage.objects.get(kind="triage_ended")
    assert letter.to == author_of(clock.need).email
    for text in (letter.text, letter.html):
        assert best.offer.reference in text
        assert second.offer.reference not in text
        assert "Bên thứ nhất ở gần." in text
    best.refresh_from_db()
    assert (best.need_state, best.need_emailed_at) == ("emailed", now)


@pytest.mark.parametrize(
    ("outcome", "named"), [("expert", "PGS. Bùi Thị Mẫu, Viện A"), ("point", "Điểm kết nối B"), ("gap", "")]
)
def test_other_outcomes_tell_the_owner(now: datetime, outcome: str, named: str) -> None:
    clock = make_triage(now=now)
    triage.end(triage=clock, outcome=outcome, by=make_officer(), now=now, named=named, note="Xin xem thêm.")
    letter = OutboxMessage.objects.get(kind="triage_ended")
    assert (named in letter.text, "Xin xem thêm." in letter.text) == (True, True)
    assert (unmet() == [clock.need]) is (outcome == "gap")


@pytest.mark.parametrize("case", ["nothing", "declined", "other", "gone"])
def test_only_what_is_suggested_can_be_sent(now: datetime, case: str) -> None:
    clock = make_triage(now=now)
    owner = make_triage(now=now).need if case == "other" else clock.need
    made = suggest(owner, now=now, **({"offer_state": "declined"} if case == "declined" else {}))
    if case == "gone":
        Listing.objects.filter(pk=made.offer_id).update(state="withdrawn")
    with pytest.raises(triage.NothingChosen):
        triage.end(
            triage=clock, outcome="matches", by=make_officer(), now=now, chosen=[] if case == "nothing" else [made.pk]
        )
    assert not OutboxMessage.objects.filter(kind="triage_ended").exists()


def test_an_outcome_stands_but_an_unmet_need_may_be_answered_later(now: datetime) -> None:
    clock, officer = make_triage(now=now), make_officer()
    triage.end(triage=clock, outcome="gap", by=officer, now=now)
    with pytest.raises(triage.AlreadyEnded):
        triage.end(triage=clock, outcome="gap", by=officer, now=now)
    triage.end(triage=clock, outcome="expert", by=officer, now=now, named="Viện A")
    for outcome in ("expert", "point", "gap"):
        with pytest.raises(triage.AlreadyEnded):
            triage.end(triage=clock, outcome=outcome, by=officer, now=now, named="Viện B")
    assert (unmet(), OutboxMessage.objects.filter(kind="triage_ended").count()) == ([], 2)


def test_a_hidden_need_cannot_be_answered(now: datetime) -> None:
    clock = make_triage(now=now)
    Listing.objects.filter(pk=clock.need_id).update(state="paused")
    with pytest.raises(triage.NotPublic):
        triage.end(triage=clock, outcome="gap", by=make_officer(), now=now)


def test_officers_of_the_owner_and_members_decide_nothing(now: datetime) -> None:
    clock = make_triage(now=now)
    own = make_member(clock.need.organisation, role="reader")
    User.objects.filter(pk=own.pk).update(role=User.Role.OFFICER)
    own.refresh_from_db()
    for by in (own, author_of(clock.need), make_user()):
        with pytest.raises(triage.NotAllowed):
            triage.end(triage=clock, outcome="gap", by=by, now=now)
        with pytest.raises(triage.NotAllowed):
            triage.assign(triage=clock, officer=by, by=by)


def test_officers_take_over_and_only_managers_give_away(now: datetime) -> None:
    clock, first, second, manager = make_triage(now=now), make_officer(), make_officer(), make_manager()
    assert triage.assign(triage=clock, officer=first, by=first).officer == first
    with pytest.raises(triage.NotAllowed):
        triage.assign(triage=clock, officer=second, by=first)
    assert triage.assign(triage=clock, officer=second, by=manager).officer == second
    with pytest.raises(triage.NotAllowed):
        triage.assign(triage=clock, officer=author_of(clock.need), by=manager)


def test_the_list_of_unmet_needs_follows_clock_officer_and_what_is_found(now: datetime) -> None:
    by_clock, by_officer = make_triage(now=now, days_ago=20), make_triage(now=now)
    assert unmet() == [by_clock.need]
    suggest(by_officer.need, now=now - timedelta(days=1))
    triage.end(triage=by_officer, outcome="gap", by=make_officer(), now=now)
    assert set(unmet()) == {by_clock.need, by_officer.need}
    suggest(by_clock.need, now=now)
    assert unmet() == [by_officer.need]
    suggest(by_officer.need, now=now + timedelta(hours=1))
    assert unmet() == []


@pytest.mark.parametrize(("outcome", "is_ended"), [("gap", False), ("", True), ("expert", True)])
def test_the_database_refuses_half_an_outcome(now: datetime, outcome: str, is_ended: bool) -> None:
    clock, values = make_triage(now=now), {"outcome": outcome, "ended_at": now if is_ended else None}
    with pytest.raises(IntegrityError), transaction.atomic():
        Triage.objects.filter(pk=clock.pk).update(**values)
