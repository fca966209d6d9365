"""Questions before an answer: who asks whom, what moves the deadline, and what a hidden owner's go through."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.models import OutboxMessage
from cooperation import interests
from cooperation.asking import back
from cooperation.interests import NoQuestion, NotAllowed, QuestionOpen, WrongState
from cooperation.models import Interest, InterestQuestion
from taxonomy.loading import load_all
from tests.cooperation.test_interests import together
from tests.factories_catalog import make_member, make_officer
from tests.factories_cooperation import Sides, make_sides, send

pytestmark = pytest.mark.django_db
State = InterestQuestion.State
QUESTION, REPLY = "Mỗi tháng cần bao nhiêu mẫu?", "Khoảng một trăm hai mươi mẫu."


def letters(kind: str) -> list[str]:
    return sorted(OutboxMessage.objects.filter(kind=kind).values_list("to", flat=True))


def ask(sides: Sides, interest: Interest, *, now: datetime) -> InterestQuestion:
    return back.ask(interest=interest, by=sides.owner, now=now, text=QUESTION)


def test_each_step_moves_the_deadline_and_tells_the_other_side(now: datetime) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    question = ask(sides, interest, now=now + timedelta(days=1))
    interest.refresh_from_db()
    assert (question.state, interest.due_on) == (State.ASKED, date(2026, 12, 1))
    assert letters("interest_asked") == [sides.sender.email]
    back.answer(interest=interest, by=sides.sender, now=now + timedelta(days=2), text=REPLY)
    interest.refresh_from_db()
    question.refresh_from_db()
    assert (question.state, question.answer, interest.due_on) == (State.ANSWERED, REPLY, date(2026, 12, 2))
    assert letters("interest_answered") == [sides.owner.email]
    assert interest.state == "sent"
    ask(sides, interest, now=now + timedelta(days=3))
    assert len(letters("interest_asked")) == 2


def test_one_question_at_a_time_and_only_while_it_waits(now: datetime) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    with pytest.raises(NoQuestion):
        back.answer(interest=interest, by=sides.sender, now=now, text=REPLY)
    ask(sides, interest, now=now)
    with pytest.raises(QuestionOpen):
        ask(sides, interest, now=now)
    interests.accept(interest=interest, by=sides.owner, now=now)
    for late in (
        lambda: ask(sides, interest, now=now),
        lambda: back.answer(interest=interest, by=sides.sender, now=now, text=REPLY),
    ):
        with pytest.raises(WrongState):
            late()
    assert InterestQuestion.objects.count() == 1


def test_nobody_speaks_for_the_other_side(now: datetime) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    reader = make_member(sides.listing.organisation, name="Hồ Thị Đọc", role="reader")
    for stranger in (sides.sender, reader, make_officer()):
        with pytest.raises(NotAllowed):
            back.ask(interest=interest, by=stranger, now=now, text=QUESTION)
    ask(sides, interest, now=now)
    for stranger in (sides.owner, reader, make_officer()):
        with pytest.raises(NotAllowed):
            back.answer(interest=interest, by=stranger, now=now, text=REPLY)


def test_an_officer_reads_the_question_of_a_hidden_owner_first(now: datetime) -> None:
    sides = make_sides("need", now=now, is_anonymous=True)
    officer = make_officer()
    interest = send(sides, now=now)
    question = ask(sides, interest, now=now)
    assert (question.state, letters("interest_asked")) == (State.HELD, [])
    with pytest.raises(NoQuestion):
        back.answer(interest=interest, by=sides.sender, now=now, text=REPLY)
    for stranger in (sides.owner, sides.sender):
        with pytest.raises(NotAllowed):
            back.pass_on(interest=interest, by=stranger, now=now)
    back.give_back(interest=interest, by=officer, now=now, note="Xin bỏ tên xã.")
    assert letters("question_returned") == [sides.owner.email]
    ask(sides, interest, now=now)
    back.pass_on(interest=interest, by=officer, now=now)
    assert letters("interest_asked") == [sides.sender.email]
    with pytest.raises(NoQuestion):
        back.pass_on(interest=interest, by=officer, now=now)
    back.answer(interest=interest, by=sides.sender, now=now, text=REPLY)


def test_the_officer_of_a_hidden_owners_need_is_told(now: datetime) -> None:
    officer = make_officer()
    sides = make_sides("need", now=now, is_anonymous=True)
    sides.listing.officer = officer
    sides.listing.save()
    ask(sides, send(sides, now=now), now=now)
    (letter,) = OutboxMessage.objects.filter(kind="question_held")
    assert letter.to == officer.email
    assert sides.listing.organisation.name_vi not in letter.text


def test_the_database_lets_nobody_change_what_was_said(now: datetime) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    question = ask(sides, interest, now=now)
    back.answer(interest=interest, by=sides.sender, now=now, text=REPLY)
    for change in ({"text": "khác"}, {"answer": "khác"}, {"state": "asked"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            InterestQuestion.objects.filter(pk=question.pk).update(**change)
    InterestQuestion.objects.filter(pk=question.pk).update(by=None, answered_by=None)


@pytest.mark.django_db(transaction=True)
def test_two_questions_at_once_are_one(now: datetime) -> None:
    load_all()
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    outcomes = together(*[lambda: ask(sides, interest, now=now)] * 3)
    assert sorted(outcomes) == ["QuestionOpen", "QuestionOpen", "done"]
    assert (InterestQuestion.objects.count(), len(letters("interest_asked"))) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_an_answer_meets_an_acceptance(now: datetime) -> None:
    load_all()
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    ask(sides, interest, now=now)
    outcomes = together(
        lambda: interests.accept(interest=interest, by=sides.owner, now=now),
        lambda: back.answer(interest=interest, by=sides.sender, now=now, text=REPLY),
    )
    interest.refresh_from_db()
    assert (interest.state, outcomes.count("done") >= 1) == ("accepted", True)
    is_answered = InterestQuestion.objects.get().state == State.ANSWERED
    assert is_answered == (sorted(outcomes) == ["done", "done"])
