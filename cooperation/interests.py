"""Expressions of interest: sending, accepting, declining, withdrawing, lapsing; every transition in one place."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from catalog import publishing
from catalog.disclosure import grant
from catalog.models import AnyUser, DisclosureGrant, Listing
from catalog.numbering import next_numbers
from cooperation import emails
from cooperation.models import Interest, InterestEvent
from cooperation.pipeline import starting
from matching import suggestions
from matching.models import Suggestion
from taxonomy.models import Concept

State = Interest.State


class InterestError(Exception):
    """Something that cannot be done with an interest."""


class NotAllowed(InterestError):
    """The person may not act for this side."""


class NotOpen(InterestError):
    """The listing is not published or does not take interests, or it is one's own."""


class AlreadySent(InterestError):
    """The organisation has an interest in this listing that is waiting or accepted."""


class WrongState(InterestError):
    """The interest has been answered, withdrawn or has lapsed meanwhile."""


class QuestionOpen(InterestError):
    """A question waits for its answer already."""


class NoQuestion(InterestError):
    """The question has been answered, passed on or given back meanwhile."""


class UnknownReason(InterestError):
    """The reason is none of the coded ones."""


#: action → the state it leads to; all start from `sent`.
TRANSITIONS = {
    "accept": State.ACCEPTED,
    "decline": State.DECLINED,
    "withdraw": State.WITHDRAWN,
    "lapse": State.LAPSED,
    "close": State.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands to a listing: may they express interest, for whom, and what was said before."""

    can_send: bool
    interest: Interest | None


def send(
    *,
    listing: Listing,
    organisation: Organisation,
    by: User,
    now: datetime,
    pitch: str,
    fit: str = "",
    questions: str = "",
    wants_confidentiality: bool = False,
    own_listing: Listing | None = None,
    suggestion: Suggestion | None = None,
) -> Interest:
    """Tell the owner of a published listing that an organisation is interested; once while one is open."""
    with transaction.atomic():
        # First the organisation, as whoever merges it into another does.
        organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        listing = publishing.lock(listing)
        check_sender(organisation, by)
        if not (listing.is_published and listing.accepting_interest) or listing.organisation_id == organisation.pk:
            raise NotOpen(listing.reference)
        try:
            with transaction.atomic():
                interest = Interest.objects.create(
                    reference=next_reference(now=now), listing=listing, organisation=organisation,
                    own_listing=own_listing, suggestion=suggestion, pitch=pitch, fit=fit, questions=questions,
                    wants_confidentiality=wants_confidentiality, sent_by=by, sent_at=now,
                    due_on=publishing.working_day(timezone.localdate(now), settings.INTEREST_WORKING_DAYS),
                )  # fmt: skip
        except IntegrityError as error:
            raise AlreadySent(listing.reference) from error
        record(interest, source="", by=by, now=now)
        emails.interest_received(interest)
    return interest


def next_reference(*, now: datetime) -> str:
    """HP-Q-2026-0001."""
    year = timezone.localdate(now).year
    (number,) = next_numbers(series="asks", year=year, count=1)
    return f"{settings.POINT_CODE}-Q-{year}-{number:04d}"


def send_from_suggestion(*, suggestion: Suggestion, side: str, by: User, now: datetime, **words: Any) -> Interest:
    """Answer a suggestion with “interested”: the interest goes to the other side and the suggestion is marked."""
    own, other = (suggestion.need, suggestion.offer) if side == "need" else (suggestion.offer, suggestion.need)
    with transaction.atomic():
        interest = send(
            listing=other,
            organisation=own.organisation,
            by=by,
            now=now,
            own_listing=own,
            suggestion=suggestion,
            **words,
        )
        answer_suggestion(suggestion, side, by=by, decision="interested", comment=interest.pitch, now=now)
    return interest


def decline_suggestion(
    *, suggestion: Suggestion, side: str, by: User, now: datetime, reason: str, comment: str = ""
) -> None:
    """Answer a suggestion with “not for us” and a coded reason."""
    own = suggestion.need if side == "need" else suggestion.offer
    check_sender(own.organisation, by)
    check_reason(reason)
    answer_suggestion(suggestion, side, by=by, decision="declined", reason_code=reason, comment=comment, now=now)


def answer_suggestion(suggestion: Suggestion, side: str, **values: Any) -> None:
    """Mark one side's answer; a colleague's earlier answer stands."""
    try:
        suggestions.answer(suggestion=suggestion, side=side, **values)
    except suggestions.AlreadyAnswered as error:
        raise WrongState(side) from error


def answer_in_turn(interest: Interest, **values: Any) -> None:
    """An answer to an interest is the receiver's answer to the suggestion it came from, unless there is one."""
    if interest.suggestion is not None:
        side = "need" if interest.listing.is_need else "offer"
        with suppress(suggestions.AlreadyAnswered):
            suggestions.answer(suggestion=interest.suggestion, side=side, **values)


def accept(*, interest: Interest, by: User, now: datetime, note: str = "") -> Interest:
    """Accept: both sides may read each other's contact and what an accepted interest opens; a cooperation begins."""
    with transaction.atomic():
        interest = answer(interest, "accept", by=by, now=now, note=note)
        answer_in_turn(interest, by=by, decision="interested", comment=note, now=now)
        grant(
            listing=interest.listing, organisation=interest.organisation, level=DisclosureGrant.Level.INTEREST, now=now
        )
        if interest.own_listing:
            owner = interest.listing.organisation
            grant(listing=interest.own_listing, organisation=owner, level=DisclosureGrant.Level.INTEREST, now=now)
        emails.interest_accepted(interest)
        starting.start_from_interest(interest, now=now)
    return interest


def decline(*, interest: Interest, by: User, now: datetime, reason: str, note: str = "") -> Interest:
    """Decline with a coded reason; the sender learns the reason, not who decided."""
    check_reason(reason)
    with transaction.atomic():
        interest = answer(interest, "decline", by=by, now=now, note=note, reason=reason)
        answer_in_turn(interest, by=by, decision="declined", reason_code=reason, comment=note, now=now)
        emails.interest_declined(interest)
    return interest


def withdraw(*, interest: Interest, by: User, now: datetime, note: str = "") -> Interest:
    """The sender takes an unanswered interest back."""
    with transaction.atomic():
        return answer(interest, "withdraw", by=by, now=now, note=note)


def standing(listing: Listing, user: AnyUser) -> Standing:
    """What the person may do about a listing, and the latest interest their organisations sent."""
    if not user.is_authenticated:
        return Standing(can_send=listing.accepting_interest and listing.is_published, interest=None)
    memberships = list(user.memberships.values_list("organisation_id", "role"))
    mine = [organisation for organisation, _ in memberships]
    interest = Interest.objects.filter(listing=listing, organisation__in=mine).first()
    is_open = interest is not None and interest.state in (State.SENT, State.ACCEPTED)
    can_send = (
        listing.is_published and listing.accepting_interest and listing.organisation_id not in mine and not is_open
    )
    return Standing(can_send=can_send, interest=interest)


def answer(interest: Interest, action: str, *, by: User, now: datetime, note: str = "", reason: str = "") -> Interest:
    # Without what it refers to: an organisation that changed while this waited would make the joined row vanish.
    interest = Interest.objects.select_for_update(of=("self",), no_key=True).get(pk=interest.pk)
    side = interest.organisation if action == "withdraw" else interest.listing.organisation
    check_sender(side, by)
    if interest.state != State.SENT:
        raise WrongState(interest.state)
    interest.answer_note, interest.reason = note, reason
    move(interest, action, by=by, now=now, note=note or reason)
    return interest


def move(interest: Interest, action: str, *, by: User | None, now: datetime, note: str = "") -> None:
    source, interest.state = interest.state, TRANSITIONS[action]
    interest.answered_at, interest.answered_by = now, by
    interest.save(update_fields=["state", "answered_at", "answered_by", "answer_note", "reason"])
    record(interest, source=source, by=by, now=now, note=note)


def record(interest: Interest, *, source: str, by: User | None, now: datetime, note: str = "") -> InterestEvent:
    return InterestEvent.objects.create(
        interest=interest, at=now, actor=by, from_state=source, to_state=interest.state, note=note
    )


def check_sender(organisation: Organisation, by: User) -> None:
    roles = [Membership.Role.OWNER, Membership.Role.EDITOR]
    active = Organisation.objects.active().filter(pk=organisation.pk)
    if not Membership.objects.filter(user=by, organisation__in=active, role__in=roles).exists():
        raise NotAllowed(organisation.slug)


def check_reason(reason: str) -> None:
    if not Concept.objects.of("decline_reason").filter(code=reason).exists():
        raise UnknownReason(reason)
