"""The owner asks whoever sent an interest, and gets an answer; for a need without a name by way of an officer.

Whoever has to act has the days an answer takes: each step moves the interest's deadline.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from catalog import publishing
from catalog.permissions import can_review
from cooperation.asking import letters
from cooperation.interests import NoQuestion, NotAllowed, QuestionOpen, WrongState, check_sender
from cooperation.models import Interest, InterestQuestion

State = InterestQuestion.State
OPEN = (State.HELD, State.ASKED)


def ask(*, interest: Interest, by: User, now: datetime, text: str) -> InterestQuestion:
    """The owner of the listing asks; one question at a time."""
    with transaction.atomic():
        interest = lock(interest)
        check_sender(interest.listing.organisation, by)
        is_held = interest.listing.is_anonymous
        try:
            with transaction.atomic():
                question = InterestQuestion.objects.create(
                    interest=interest, text=text, by=by, at=now, state=State.HELD if is_held else State.ASKED
                )
        except IntegrityError as error:
            raise QuestionOpen(interest.reference) from error
        wait_for(interest, now=now)
        (letters.question_held if is_held else letters.asked)(question)
    return question


def answer(*, interest: Interest, by: User, now: datetime, text: str) -> InterestQuestion:
    """Whoever sent the interest answers what was asked."""
    with transaction.atomic():
        interest = lock(interest)
        check_sender(interest.organisation, by)
        question = open_question(interest, State.ASKED)
        question.state, question.answer = State.ANSWERED, text
        question.answered_by, question.answered_at = by, now
        question.save(update_fields=["state", "answer", "answered_by", "answered_at"])
        wait_for(interest, now=now)
        letters.answered(question)
    return question


def pass_on(*, interest: Interest, by: User, now: datetime) -> InterestQuestion:
    """An officer has read that the question gives no name away."""
    with transaction.atomic():
        interest = lock(interest)
        check_officer(interest, by)
        question = open_question(interest, State.HELD)
        question.state, question.officer, question.officer_at = State.ASKED, by, now
        question.save(update_fields=["state", "officer", "officer_at"])
        wait_for(interest, now=now)
        letters.asked(question)
    return question


def give_back(*, interest: Interest, by: User, now: datetime, note: str) -> InterestQuestion:
    """An officer tells the owner what in the question would give the name away; the owner may ask anew."""
    with transaction.atomic():
        interest = lock(interest)
        check_officer(interest, by)
        question = open_question(interest, State.HELD)
        question.state, question.officer, question.officer_at, question.officer_note = State.RETURNED, by, now, note
        question.save(update_fields=["state", "officer", "officer_at", "officer_note"])
        wait_for(interest, now=now)
        letters.given_back(question)
    return question


def lock(interest: Interest) -> Interest:
    """The interest as it stands, still without an answer."""
    interest = Interest.objects.select_for_update(of=("self",), no_key=True).get(pk=interest.pk)
    if interest.state != Interest.State.SENT:
        raise WrongState(interest.state)
    return interest


def open_question(interest: Interest, state: str) -> InterestQuestion:
    found = interest.asked.filter(state=state).first()
    if found is None:
        raise NoQuestion(interest.reference)
    return found


def check_officer(interest: Interest, by: User) -> None:
    """An officer who belongs to neither side."""
    belongs = by.memberships.filter(organisation=interest.organisation_id).exists()
    if belongs or not can_review(by, interest.listing):
        raise NotAllowed(interest.reference)


def wait_for(interest: Interest, *, now: datetime) -> None:
    interest.due_on, interest.reminded_on = due_from(timezone.localdate(now)), None
    interest.save(update_fields=["due_on", "reminded_on"])


def due_from(day: date) -> date:
    return publishing.working_day(day, settings.INTEREST_WORKING_DAYS)
