"""Every transition of an interest and every refusal; what is opened, written down and mailed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import OutboxMessage, User
from catalog import publishing
from catalog.models import DisclosureGrant, DisclosureOpening, Kind, Listing
from catalog.permissions import can_see_owner
from cooperation import interests
from cooperation.asking import ending
from cooperation.contacts import contacts_of
from cooperation.interests import AlreadySent, InterestError, NotAllowed, NotOpen, UnknownReason, WrongState
from cooperation.models import Interest, InterestEvent
from matching.models import Answer, Suggestion
from taxonomy.loading import load_all
from tests.factories_catalog import make_listing, make_member, make_officer, make_organisation, make_submitted
from tests.factories_cooperation import PITCH, Sides, agree_to_contact, make_sides, make_suggestion, send

pytestmark = pytest.mark.django_db
State = Interest.State


def letters(kind: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind).order_by("to"))


def acting(sides: Sides, interest: Interest, *, now: datetime) -> dict[str, Callable[[], object]]:
    """Each action by whom it belongs to."""
    return {
        "accept": lambda: interests.accept(interest=interest, by=sides.owner, now=now),
        "decline": lambda: interests.decline(interest=interest, by=sides.owner, now=now, reason="price"),
        "withdraw": lambda: interests.withdraw(interest=interest, by=sides.sender, now=now),
    }


def test_send_waits_five_working_days_and_tells_the_owner_once(now: datetime) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now, fit="Có 12 ao.", questions="Giá một mẫu?")
    assert (interest.state, interest.due_on, interest.sent_by) == (State.SENT, date(2026, 11, 30), sides.sender)
    event = InterestEvent.objects.get()
    assert (event.actor, event.from_state, event.to_state) == (sides.sender, "", "sent")
    (letter,) = letters("interest_received")
    assert (letter.to, PITCH in letter.text) == (sides.owner.email, True)


def test_accept_opens_both_listings_and_tells_the_sender(now: datetime) -> None:
    sides = make_sides(now=now)
    suggestion, own = make_suggestion(sides, now=now)
    interest = interests.send_from_suggestion(suggestion=suggestion, side="need", by=sides.sender, now=now, pitch=PITCH)
    interests.accept(interest=interest, by=sides.owner, now=now, note="Mời sang xem.")
    interest.refresh_from_db()
    assert (interest.state, interest.answered_by, interest.answer_note) == (
        State.ACCEPTED,
        sides.owner,
        "Mời sang xem.",
    )
    grants = set(DisclosureGrant.objects.values_list("listing", "organisation", "level"))
    assert grants == {
        (sides.listing.pk, sides.organisation.pk, "interest"),
        (own.pk, sides.listing.organisation_id, "interest"),
    }
    (letter,) = letters("interest_accepted")
    assert letter.to == sides.sender.email
    assert "Viện Nuôi biển Đông Bắc" in letter.text
    assert "Mời sang xem." in letter.text


def test_decline_gives_the_coded_reason_and_opens_nothing(now: datetime) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    interests.decline(interest=interest, by=sides.owner, now=now, reason="price", note="Vượt kinh phí.")
    interest.refresh_from_db()
    assert (interest.state, interest.reason, interest.answer_note) == (State.DECLINED, "price", "Vượt kinh phí.")
    assert InterestEvent.objects.latest("pk").note == "Vượt kinh phí."
    assert not DisclosureGrant.objects.exists()
    (letter,) = letters("interest_declined")
    assert "Giá không phù hợp" in letter.text
    assert sides.owner.full_name not in letter.text


def test_withdraw_takes_it_back_and_a_new_one_may_follow(now: datetime) -> None:
    sides = make_sides(now=now)
    first = send(sides, now=now)
    interests.withdraw(interest=first, by=sides.sender, now=now)
    second = send(sides, now=now + timedelta(days=1))
    first.refresh_from_db()
    assert (first.state, second.state, Interest.objects.count()) == (State.WITHDRAWN, State.SENT, 2)
    assert len(letters("interest_received")) == 2


def test_overdue_interests_lapse_once_and_the_sender_is_told(now: datetime) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    on_the_day, after = now + timedelta(days=7), now + timedelta(days=8)
    assert [ending.lapse_overdue(now=moment) for moment in (on_the_day, after, after)] == [0, 1, 0]
    interest.refresh_from_db()
    assert (interest.state, interest.answered_by) == (State.LAPSED, None)
    assert [letter.to for letter in letters("interest_lapsed")] == [sides.sender.email]


@pytest.mark.parametrize("first", ["accept", "decline", "withdraw", "lapse"])
@pytest.mark.parametrize("second", ["accept", "decline", "withdraw"])
def test_an_answer_is_final(first: str, second: str, now: datetime) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    actions = acting(sides, interest, now=now)
    if first == "lapse":
        ending.lapse_overdue(now=now + timedelta(days=30))
    else:
        actions[first]()
    with pytest.raises(WrongState):
        actions[second]()
    assert (InterestEvent.objects.count(), ending.lapse_overdue(now=now + timedelta(days=60))) == (2, 0)


def others(sides: Sides) -> dict[str, User]:
    return {
        "stranger": make_member(make_organisation()),
        "officer": make_officer(),
        "owner's reader": make_member(sides.listing.organisation, role="reader"),
        "sender's reader": make_member(sides.organisation, role="reader"),
    }


@pytest.mark.parametrize("who", ["stranger", "officer", "owner's reader", "sender's reader", "other side"])
@pytest.mark.parametrize("action", ["accept", "decline", "withdraw", "send"])
def test_only_editors_of_the_right_side_act(who: str, action: str, now: datetime) -> None:
    sides = make_sides(now=now)
    wrong_side = sides.owner if action in ("withdraw", "send") else sides.sender
    by = wrong_side if who == "other side" else others(sides)[who]
    if action == "send":
        with pytest.raises(NotAllowed):
            send(sides, by=by, now=now)
        assert not Interest.objects.exists()
        return
    interest = send(sides, now=now)
    values: dict[str, Any] = {"reason": "price"} if action == "decline" else {}
    with pytest.raises(NotAllowed):
        getattr(interests, action)(interest=interest, by=by, now=now, **values)
    interest.refresh_from_db()
    assert interest.state == State.SENT


def test_colleague_with_the_right_to_edit_may_answer(now: datetime) -> None:
    sides = make_sides(now=now)
    colleague = make_member(sides.listing.organisation, role="editor")
    assert interests.accept(interest=send(sides, now=now), by=colleague, now=now).answered_by == colleague


@pytest.mark.parametrize("reason", ["", "bogus", "PRICE"])
def test_decline_needs_one_of_the_coded_reasons(reason: str, now: datetime) -> None:
    sides = make_sides(now=now)
    with pytest.raises(UnknownReason):
        interests.decline(interest=send(sides, now=now), by=sides.owner, now=now, reason=reason)
    assert Interest.objects.get().state == State.SENT


def test_one_open_interest_a_listing_and_organisation(now: datetime) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    with pytest.raises(AlreadySent):
        send(sides, by=make_member(sides.organisation, role="editor"), now=now)
    interests.accept(interest=interest, by=sides.owner, now=now)
    with pytest.raises(AlreadySent):
        send(sides, now=now)
    assert len(letters("interest_received")) == 1


@pytest.mark.parametrize("state", ["draft", "submitted", "paused", "expired", "withdrawn", "fulfilled", "archived"])
def test_only_published_listings_take_interests(state: str, now: datetime) -> None:
    sides = make_sides(now=now)
    Listing.objects.filter(pk=sides.listing.pk).update(state=state)
    with pytest.raises(NotOpen):
        send(sides, now=now)


@pytest.mark.parametrize("values", [{"accepting_interest": False}, {"valid_until": date(2020, 1, 1)}])
def test_closed_and_overdue_listings_take_none(values: dict[str, Any], now: datetime) -> None:
    sides = make_sides(now=now)
    Listing.objects.filter(pk=sides.listing.pk).update(**values)
    with pytest.raises(NotOpen):
        send(sides, now=now)


def test_ones_own_listing_takes_none(now: datetime) -> None:
    sides = make_sides(now=now)
    with pytest.raises(NotOpen):
        send(sides, organisation=sides.listing.organisation, by=sides.owner, now=now)


@pytest.mark.parametrize("kind", Kind.values)
def test_interested_in_a_suggestion_sends_and_marks_it(kind: str, now: datetime) -> None:
    sides = make_sides(kind, now=now)
    suggestion, own = make_suggestion(sides, now=now)
    interest = interests.send_from_suggestion(
        suggestion=suggestion, side=own.kind, by=sides.sender, now=now, pitch=PITCH
    )
    suggestion.refresh_from_db()
    assert (interest.listing, interest.own_listing, interest.suggestion) == (sides.listing, own, suggestion)
    assert getattr(suggestion, f"{own.kind}_state") == Suggestion.Side.INTERESTED
    assert (Answer.objects.get().side, Answer.objects.get().answer) == (own.kind, "interested")


def test_not_for_us_records_the_reason_and_sends_nothing(now: datetime) -> None:
    sides = make_sides(now=now)
    suggestion, _own = make_suggestion(sides, now=now)
    interests.decline_suggestion(
        suggestion=suggestion, side="need", by=sides.sender, now=now, reason="have_solution", comment="Đã mua máy."
    )
    answer = Answer.objects.get()
    assert (answer.answer, answer.reason, answer.note) == ("declined", "have_solution", "Đã mua máy.")
    assert not Interest.objects.exists()


def test_suggestion_is_answered_once_a_side(now: datetime) -> None:
    sides = make_sides(now=now)
    suggestion, _own = make_suggestion(sides, now=now)
    interests.decline_suggestion(suggestion=suggestion, side="need", by=sides.sender, now=now, reason="timing")
    with pytest.raises(WrongState):
        interests.send_from_suggestion(suggestion=suggestion, side="need", by=sides.sender, now=now, pitch=PITCH)
    with pytest.raises(WrongState):
        interests.decline_suggestion(suggestion=suggestion, side="need", by=sides.sender, now=now, reason="price")
    assert (Answer.objects.count(), Interest.objects.count(), letters("interest_received")) == (1, 0, [])


@pytest.mark.parametrize("who", ["stranger", "officer", "sender's reader", "owner"])
def test_suggestion_is_answered_by_editors_of_that_side(who: str, now: datetime) -> None:
    sides = make_sides(now=now)
    suggestion, _own = make_suggestion(sides, now=now)
    by = sides.owner if who == "owner" else others(sides)[who]
    with pytest.raises(NotAllowed):
        interests.send_from_suggestion(suggestion=suggestion, side="need", by=by, now=now, pitch=PITCH)
    with pytest.raises(NotAllowed):
        interests.decline_suggestion(suggestion=suggestion, side="need", by=by, now=now, reason="price")
    assert not Answer.objects.exists()


@pytest.mark.parametrize("state", ["sent", "declined", "withdrawn"])
def test_names_open_on_acceptance_only(state: str, now: datetime) -> None:
    sides = make_sides(Kind.NEED, now=now, is_anonymous=True)
    agree_to_contact(sides.owner, sides.sender)
    interest = send(sides, now=now)
    if state != "sent":
        acting(sides, interest, now=now)["decline" if state == "declined" else "withdraw"]()
        interest.refresh_from_db()
    assert contacts_of(interest, user=sides.owner, now=now) == []
    assert contacts_of(interest, user=sides.sender, now=now) == []
    assert can_see_owner(sides.sender, sides.listing) is False


def test_acceptance_opens_the_name_of_an_anonymous_need(now: datetime) -> None:
    sides = make_sides(Kind.NEED, now=now, is_anonymous=True)
    agree_to_contact(sides.owner, sides.sender)
    interest = interests.accept(interest=send(sides, now=now), by=sides.owner, now=now)
    (theirs,) = contacts_of(interest, user=sides.sender, now=now)
    (ours,) = contacts_of(interest, user=sides.owner, now=now)
    assert (theirs.organisation, theirs.people) == (sides.listing.organisation, [sides.owner])
    assert (ours.organisation, ours.people) == (sides.organisation, [sides.sender])
    assert can_see_owner(sides.sender, sides.listing) is True
    assert contacts_of(interest, user=make_officer(), now=now) == []
    opening = DisclosureOpening.objects.get()
    assert (opening.user, opening.what, opening.organisation) == (sides.sender, "contact", sides.organisation)


def test_contacts_are_of_people_who_agreed(now: datetime) -> None:
    sides = make_sides(now=now)
    interest = interests.accept(interest=send(sides, now=now), by=sides.owner, now=now)
    (nobody,) = contacts_of(interest, user=sides.sender, now=now)
    assert (nobody.people, DisclosureOpening.objects.count()) == ([], 0)
    colleague = make_member(sides.listing.organisation, role="editor", name="Trần Thu Chi")
    agree_to_contact(colleague)
    (one,) = contacts_of(interest, user=sides.sender, now=now)
    assert one.people == [colleague]


def test_grant_of_an_interest_opens_the_confidential_part_at_its_level(now: datetime) -> None:
    sides = make_sides(now=now, confidential="Công thức.", disclosure="interest")
    interests.accept(interest=send(sides, now=now), by=sides.owner, now=now)
    grant = DisclosureGrant.objects.get()
    assert (grant.listing, grant.organisation, grant.level) == (sides.listing, sides.organisation, "interest")


def test_every_editor_gets_one_letter_and_readers_none(now: datetime) -> None:
    sides = make_sides(now=now)
    editor = make_member(sides.listing.organisation, role="editor")
    make_member(sides.listing.organisation, role="reader")
    send(sides, now=now)
    assert {letter.to for letter in letters("interest_received")} == {sides.owner.email, editor.email}


def test_history_cannot_be_rewritten(now: datetime) -> None:
    interest = send(make_sides(now=now), now=now)
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        InterestEvent.objects.update(note="anders")
    with pytest.raises(IntegrityError), transaction.atomic():
        Interest.objects.filter(pk=interest.pk).update(state="accepted", answered_at=None)


def test_standing_tells_what_one_may_do(now: datetime) -> None:
    sides = make_sides(now=now)
    assert interests.standing(sides.listing, sides.sender).can_send is True
    assert interests.standing(sides.listing, sides.owner).can_send is False
    interest = send(sides, now=now)
    assert interests.standing(sides.listing, sides.sender) == interests.Standing(can_send=False, interest=interest)
    draft, (waiting, _revision) = make_listing(now=now), make_submitted(now=now)
    assert not any(interests.standing(each, sides.sender).can_send for each in (draft, waiting))
    publishing.change_state(listing=sides.listing, action="pause", by=sides.owner, now=now)
    sides.listing.refresh_from_db()
    assert interests.standing(sides.listing, make_officer()).can_send is False


def together(*actions: Callable[[], object]) -> list[str]:
    """Run the actions at the same moment in threads; what became of each."""
    start, outcomes = threading.Barrier(len(actions)), []

    def run(action: Callable[[], object]) -> None:
        try:
            start.wait(10)
            action()
            outcomes.append("done")
        except InterestError as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_double_answers_at_once_make_one(now: datetime) -> None:
    load_all()
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    actions = acting(sides, interest, now=now)
    outcomes = together(actions["accept"], actions["accept"], actions["decline"], actions["withdraw"])
    assert outcomes == ["WrongState"] * 3 + ["done"]
    interest.refresh_from_db()
    told = OutboxMessage.objects.filter(kind__in=["interest_accepted", "interest_declined"]).count()
    assert (InterestEvent.objects.count(), told) == (2, 0 if interest.state == State.WITHDRAWN else 1)
    assert DisclosureGrant.objects.count() == (1 if interest.state == State.ACCEPTED else 0)


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_once_send_one_interest(now: datetime) -> None:
    load_all()
    sides = make_sides(now=now)
    colleague = make_member(sides.organisation, role="editor")
    outcomes = together(lambda: send(sides, now=now), lambda: send(sides, by=colleague, now=now))
    assert outcomes == ["AlreadySent", "done"]
    assert (Interest.objects.count(), len(letters("interest_received"))) == (1, 1)
