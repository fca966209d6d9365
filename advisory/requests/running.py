"""Every step of a request, from asking to the ratings: this module alone moves its state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, User
from advisory.models import (
    Deliverable,
    DeliverableFile,
    ExpertProfile,
    Party,
    RequestState,
    ServiceOffer,
    ServiceRating,
    ServiceRequest,
)
from advisory.requests import letters
from advisory.requests.access import EDITING, may_act, offer_of
from advisory.requests.history import record
from catalog.models import Listing
from catalog.numbering import next_numbers
from catalog.uploads import CheckedFile
from cooperation.models import Cooperation

#: The same again within this time is a button pressed twice.
SAME_PRESS = timedelta(minutes=10)
#: From which state a step leads to which.
STEPS: dict[str, tuple[frozenset[str], str]] = {
    "invite": (frozenset({"asked", "offering"}), RequestState.OFFERING),
    "choose": (frozenset({"offering"}), RequestState.UNDER_WAY),
    "deliver": (frozenset({"under_way"}), RequestState.DELIVERED),
    "return": (frozenset({"delivered"}), RequestState.UNDER_WAY),
    "accept": (frozenset({"delivered"}), RequestState.DONE),
    "withdraw": (frozenset({"asked", "offering", "under_way", "delivered"}), RequestState.WITHDRAWN),
    "refuse": (frozenset({"asked", "offering"}), RequestState.REFUSED),
}


class RequestError(Exception):
    """A step that cannot be done."""


class NotAllowed(RequestError):
    """The person does not act for this side."""


class WrongState(RequestError):
    """The request, or the offer, has moved on meanwhile."""


class NobodyToAsk(RequestError):
    """No expert can be asked: not public, of the organisation itself, or asked already."""


class AlreadyRated(RequestError):
    """This side has said how it found the other's work."""


@transaction.atomic
def ask(
    *, organisation: Organisation, by: User, kind: str, title: str, text: str, wished_on: date | None,
    hides_name: bool, now: datetime, listing: Listing | None = None, cooperation: Cooperation | None = None,
) -> ServiceRequest:  # fmt: skip
    """A member asks; the same words again within minutes are the same request."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if not by.memberships.filter(organisation=organisation, role__in=EDITING).exists():
        raise NotAllowed(organisation.slug)
    same = ServiceRequest.objects.filter(organisation=organisation, asked_by=by, kind=kind, title=title, text=text)
    if (before := same.filter(created_at__gt=now - SAME_PRESS).first()) is not None:
        return before
    request = ServiceRequest.objects.create(
        reference=next_reference(now=now), kind=kind, title=title, text=text, wished_on=wished_on,
        hides_name=hides_name, organisation=organisation, asked_by=by, listing=listing, cooperation=cooperation,
        officer=cooperation.officer if cooperation else None, created_at=now, changed_at=now,
    )  # fmt: skip
    letters.tell(record(request, "asked", party=Party.REQUESTER, by=by, now=now), by=by)
    return request


@transaction.atomic
def take(*, request: ServiceRequest, by: User, now: datetime) -> ServiceRequest:
    """An officer looks after the request from now on."""
    request = lock(request)
    require(by, request, Party.OFFICER)
    if request.officer_id != by.pk:
        request.officer = by
        request.save(update_fields=["officer"])
        record(request, "taken", party=Party.OFFICER, by=by, now=now)
    return request


@transaction.atomic
def invite(*, request: ServiceRequest, experts: Iterable[ExpertProfile], by: User, now: datetime) -> list[ServiceOffer]:
    """The officer asks one expert or several for offers; whoever belongs to the organisation is not asked."""
    request = lock(request)
    require(by, request, Party.OFFICER)
    target = after(request, "invite")
    asked = set(request.offers.values_list("expert", flat=True))
    public = ExpertProfile.objects.public(timezone.localdate(now)).filter(pk__in=[each.pk for each in experts])
    own = request.organisation.memberships.values("user")
    chosen = list(public.exclude(pk__in=asked).exclude(user__in=own).select_related("user"))
    if not chosen:
        raise NobodyToAsk(request.reference)
    offers = [
        ServiceOffer.objects.create(request=request, expert=expert, asked_at=now, asked_by=by) for expert in chosen
    ]
    request.officer = request.officer or by
    move(request, target, now=now)
    letters.tell(record(request, "invited", party=Party.OFFICER, by=by, now=now, count=len(chosen)), by=by)
    for offer in offers:
        letters.invited(offer)
    return offers


@transaction.atomic
def make_offer(
    *, request: ServiceRequest, by: User, conflicts: str, price: int, days: int, note: str, now: datetime
) -> ServiceOffer:
    """An expert declares what binds them to those concerned, then names price and time; until one is chosen."""
    request = lock(request)
    offer = own_offer(request, by)
    if request.state != RequestState.OFFERING:
        raise WrongState(request.reference)
    if (offer.state, offer.conflicts, offer.price, offer.days, offer.note) == ("made", conflicts, price, days, note):
        return offer
    offer.state, offer.answered_at = ServiceOffer.State.MADE, now
    offer.conflicts, offer.price, offer.days, offer.note = conflicts, price, days, note
    offer.save()
    move(request, RequestState.OFFERING, now=now)
    event = record(
        request, "offered", party=Party.EXPERT, by=by, now=now, price=price, days=days, conflict=bool(conflicts)
    )
    letters.tell(event, by=by)
    return offer


@transaction.atomic
def decline_offer(*, request: ServiceRequest, by: User, note: str, now: datetime) -> ServiceOffer:
    """An expert who was asked says no, with a word of why; the matter is closed to them."""
    request = lock(request)
    offer = own_offer(request, by)
    if request.state != RequestState.OFFERING:
        raise WrongState(request.reference)
    offer.state, offer.note, offer.answered_at = ServiceOffer.State.DECLINED, note, now
    offer.save()
    move(request, RequestState.OFFERING, now=now)
    letters.tell(record(request, "offer_declined", party=Party.EXPERT, by=by, now=now, note=note), by=by)
    return offer


@transaction.atomic
def choose(*, request: ServiceRequest, offer: ServiceOffer, by: User, now: datetime) -> ServiceRequest:
    """The organisation takes one offer: the deadline runs, and the others are told that they were not chosen."""
    request = lock(request)
    require(by, request, Party.REQUESTER)
    target = after(request, "choose")
    chosen = request.offers.select_related("expert__user").get(pk=offer.pk)
    if chosen.state != ServiceOffer.State.MADE or chosen.days is None:
        raise WrongState(request.reference)
    others = list(
        request.offers.exclude(pk=chosen.pk).filter(state__in=["asked", "made"]).select_related("expert__user")
    )
    request.offers.filter(pk__in=[each.pk for each in others]).update(state=ServiceOffer.State.PASSED)
    chosen.state = ServiceOffer.State.CHOSEN
    chosen.save(update_fields=["state"])
    request.due_on, request.reminded = timezone.localdate(now) + timedelta(days=chosen.days), None
    move(request, target, now=now)
    event = record(request, "chosen", party=Party.REQUESTER, by=by, now=now, due_on=str(request.due_on))
    letters.tell(event, by=by)
    for other in others:
        letters.passed(other)
    return request


@transaction.atomic
def set_deadline(*, request: ServiceRequest, to_date: date, note: str, by: User, now: datetime) -> ServiceRequest:
    """Whoever asked, or the officer, moves the deadline of work under way."""
    request = lock(request)
    party = next((each for each in (Party.REQUESTER, Party.OFFICER) if may_act(by, request, each)), None)
    if party is None:
        raise NotAllowed(request.reference)
    if request.state != RequestState.UNDER_WAY or to_date < timezone.localdate(now):
        raise WrongState(request.reference)
    if request.due_on == to_date:
        return request
    before, request.due_on, request.reminded = request.due_on, to_date, None
    move(request, RequestState.UNDER_WAY, now=now)
    event = record(
        request, "deadline", party=party, by=by, now=now, note=note, from_date=str(before), to_date=str(to_date)
    )
    letters.tell(event, by=by)
    return request


@transaction.atomic
def deliver(
    *, request: ServiceRequest, text: str, files: Sequence[CheckedFile], by: User, now: datetime
) -> Deliverable:  # fmt: skip
    """The expert hands in the work."""
    request = lock(request)
    own_offer(request, by)
    target = after(request, "deliver")
    made = Deliverable.objects.create(request=request, text=text, by=by, at=now)
    for file in {each.sha256: each for each in files}.values():
        row = DeliverableFile(
            deliverable=made, name=file.name, content_type=file.content_type, size=len(file.content), sha256=file.sha256
        )
        row.file.save(file.name, ContentFile(file.content), save=False)
        row.save()
    move(request, target, now=now)
    letters.tell(record(request, "delivered", party=Party.EXPERT, by=by, now=now, files=len(files)), by=by)
    return made


@transaction.atomic
def accept(*, request: ServiceRequest, by: User, now: datetime) -> ServiceRequest:
    """The organisation accepts what was delivered: the request is done."""
    request = lock(request)
    require(by, request, Party.REQUESTER)
    move(request, after(request, "accept"), now=now)
    letters.tell(record(request, "accepted", party=Party.REQUESTER, by=by, now=now), by=by)
    return request


@transaction.atomic
def send_back(
    *, request: ServiceRequest, note: str, to_date: date, by: User, now: datetime
) -> ServiceRequest:  # fmt: skip
    """The organisation says what is missing, and until when it waits."""
    request = lock(request)
    require(by, request, Party.REQUESTER)
    target = after(request, "return")
    if to_date < timezone.localdate(now):
        raise WrongState(request.reference)
    request.due_on, request.reminded = to_date, None
    move(request, target, now=now)
    event = record(request, "returned", party=Party.REQUESTER, by=by, now=now, note=note, to_date=str(to_date))
    letters.tell(event, by=by)
    return request


@transaction.atomic
def withdraw(*, request: ServiceRequest, note: str, by: User, now: datetime) -> ServiceRequest:
    """The organisation no longer needs it."""
    request = lock(request)
    require(by, request, Party.REQUESTER)
    return end(request, "withdraw", "withdrawn", party=Party.REQUESTER, by=by, note=note, now=now)


@transaction.atomic
def refuse(*, request: ServiceRequest, note: str, by: User, now: datetime) -> ServiceRequest:
    """The connection point cannot help here, and says why."""
    request = lock(request)
    require(by, request, Party.OFFICER)
    return end(request, "refuse", "refused", party=Party.OFFICER, by=by, note=note, now=now)


def end(
    request: ServiceRequest, step: str, action: str, *, party: str, by: User, note: str, now: datetime
) -> ServiceRequest:
    move(request, after(request, step), now=now)
    letters.tell(record(request, action, party=party, by=by, now=now, note=note), by=by)
    return request


@transaction.atomic
def rate(
    *, request: ServiceRequest, party: str, stars: int, words: str, by: User, now: datetime
) -> ServiceRating:  # fmt: skip
    """One side says how it found the other's work; once."""
    request = lock(request)
    if party not in (Party.REQUESTER, Party.EXPERT) or not may_act(by, request, party):
        raise NotAllowed(request.reference)
    if request.state != RequestState.DONE:
        raise WrongState(request.reference)
    if request.ratings.filter(party=party).exists():
        raise AlreadyRated(request.reference)
    rating = ServiceRating.objects.create(request=request, party=party, stars=stars, words=words, by=by, at=now)
    letters.tell(record(request, "rated", party=party, by=by, now=now, stars=stars), by=by)
    return rating


def lock(request: ServiceRequest) -> ServiceRequest:
    locked = ServiceRequest.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("organisation__kind", "officer").get(pk=request.pk)


def require(user: User, request: ServiceRequest, party: str) -> None:
    if not may_act(user, request, party):
        raise NotAllowed(request.reference)


def own_offer(request: ServiceRequest, user: User) -> ServiceOffer:
    offer = offer_of(request, user)
    if offer is None:
        raise NotAllowed(request.reference)
    return offer


def after(request: ServiceRequest, step: str) -> str:
    """The state a step leads to."""
    sources, target = STEPS[step]
    if request.state not in sources:
        raise WrongState(request.reference)
    return target


def move(request: ServiceRequest, state: str, *, now: datetime) -> None:
    request.state, request.changed_at = state, now
    request.ended_at = None if request.is_open else now
    request.save()


def next_reference(*, now: datetime) -> str:
    """HP-D-2026-0001."""
    year = timezone.localdate(now).year
    (number,) = next_numbers(series="serv", year=year, count=1)
    return f"{settings.POINT_CODE}-D-{year}-{number:04d}"
