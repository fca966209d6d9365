"""How a cooperation begins: an interest was accepted, or an officer opens one for a pair that met elsewhere."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from catalog.models import Listing
from catalog.numbering import next_numbers
from catalog.permissions import can_review
from cooperation.models import Cooperation, CooperationStage, Interest
from cooperation.pipeline import letters, plan
from cooperation.pipeline.history import record
from cooperation.pipeline.stages import CooperationError, NotAllowed
from cooperation.pipeline_models import rules
from cooperation.stage_choices import DEFAULT_RULES, RUNNING, Stage, StageState

#: Accepted interests without a cooperation that one sweep takes.
A_SWEEP = 200


class AlreadyRunning(CooperationError):
    """The two have a cooperation that goes on; `cooperation` is it."""

    def __init__(self, cooperation: Cooperation) -> None:
        super().__init__(cooperation.reference)
        self.cooperation = cooperation


class SameSide(CooperationError):
    """An organisation does not cooperate with itself."""


@transaction.atomic
def start_from_interest(interest: Interest, *, now: datetime) -> Cooperation:
    """The cooperation of an accepted interest: made once, or the one that the two listings have already."""
    if found := Cooperation.objects.filter(interest=interest).first():
        return found
    need, offer = listings_of(interest)
    sides = (interest.organisation, interest.listing.organisation)
    need_side, offer_side = reversed(sides) if interest.listing.is_need else sides
    if found := running_between(need, offer):
        return found
    return begin(
        need=need, offer=offer, need_side=need_side, offer_side=offer_side, interest=interest,
        officer=officer_for(need, offer), by=interest.answered_by, now=now,
        title=str((need or offer or interest.listing).title),
    )  # fmt: skip


def start_accepted(*, now: datetime) -> int:
    """Cooperations of accepted interests that have none; how many. Safe twice and side by side."""
    return sum(start_accepted_one(pk, now=now) for pk in without_cooperation().values_list("pk", flat=True)[:A_SWEEP])


def without_cooperation() -> QuerySet[Interest]:
    """Accepted interests that no cooperation follows: neither their own, nor the one that their two listings have."""
    running = Cooperation.objects.filter(state__in=RUNNING)
    is_followed = Exists(running.filter(need=OuterRef("listing"), offer=OuterRef("own_listing"))) | Exists(
        running.filter(need=OuterRef("own_listing"), offer=OuterRef("listing"))
    )
    accepted = Interest.objects.filter(state=Interest.State.ACCEPTED, cooperation=None)
    return accepted.exclude(is_followed).order_by("pk")


@transaction.atomic
def start_accepted_one(pk: int, *, now: datetime) -> bool:
    """Whether a cooperation was made; what another sweep holds is left to it."""
    locked = Interest.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).filter(pk=pk)
    related = ["listing__organisation", "organisation", "own_listing", "answered_by"]
    interest = locked.select_related(*related).first()
    if interest is None or Cooperation.objects.filter(interest=interest).exists():
        return False
    return start_from_interest(interest, now=now).interest_id == interest.pk


@transaction.atomic
def start_by_officer(
    *,
    title: str,
    need_side: Organisation,
    offer_side: Organisation,
    by: User,
    now: datetime,
    need: Listing | None = None,
    offer: Listing | None = None,
) -> Cooperation:
    """A cooperation of two organisations that met without the portal."""
    if need_side == offer_side:
        raise SameSide(need_side.slug)
    members = Membership.objects.filter(user=by, organisation__in=[need_side, offer_side])
    if not by.is_officer or members.exists():
        raise NotAllowed(title)
    if found := running_between(need, offer):
        raise AlreadyRunning(found)
    return begin(
        title=title, need=need, offer=offer, need_side=need_side, offer_side=offer_side, interest=None, officer=by,
        by=by, now=now,
    )  # fmt: skip


def begin(
    *,
    title: str,
    need: Listing | None,
    offer: Listing | None,
    need_side: Organisation,
    offer_side: Organisation,
    interest: Interest | None,
    officer: User | None,
    by: User | None,
    now: datetime,
) -> Cooperation:
    try:
        with transaction.atomic():
            made = Cooperation.objects.create(
                reference=next_reference(now=now), title=title[:200], need=need, offer=offer, need_side=need_side,
                offer_side=offer_side, interest=interest, officer=officer, started_by=by, started_at=now,
                changed_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        if found := running_between(need, offer) or Cooperation.objects.filter(interest=interest).first():
            raise AlreadyRunning(found) from error
        raise
    lay_out(made, now=now)
    event = record(made, "started", by=by, now=now)
    # Whose interest was accepted has a letter that says so.
    if interest is None:
        letters.tell(event, by=by)
    return made


def lay_out(cooperation: Cooperation, *, now: datetime) -> None:
    """All stages with their first plan; the first one begins."""
    known = rules()
    dues = plan.first_plan(timezone.localdate(now), [known[code].days for code in Stage.values])
    stages = [
        CooperationStage(
            cooperation=cooperation, code=code, position=position, due_on=due_on,
            begins=DEFAULT_RULES[Stage(code)].begins,
            state=StageState.PLANNED if position else StageState.CURRENT, opened_at=None if position else now,
        )
        for position, (code, due_on) in enumerate(zip(Stage.values, dues, strict=True))
    ]  # fmt: skip
    CooperationStage.objects.bulk_create(stages)


def running_between(need: Listing | None, offer: Listing | None) -> Cooperation | None:
    if need is None or offer is None:
        return None
    return Cooperation.objects.filter(need=need, offer=offer, state__in=RUNNING).first()


def listings_of(interest: Interest) -> tuple[Listing | None, Listing | None]:
    """Need and offer that an interest joins; one of them may be missing."""
    pair: dict[str, Listing] = {interest.listing.kind: interest.listing}
    if interest.own_listing is not None and interest.own_listing.kind not in pair:
        pair[interest.own_listing.kind] = interest.own_listing
    return pair.get("need"), pair.get("offer")


def officer_for(need: Listing | None, offer: Listing | None) -> User | None:
    """Who looks after the need's triage, else after one of the listings, as long as they may."""
    triage = getattr(need, "triage", None) if need else None
    known = [triage.officer if triage else None, *(listing.officer for listing in (need, offer) if listing)]
    listings = [listing for listing in (need, offer) if listing]
    for officer in known:
        if officer and officer.is_active and all(can_review(officer, listing) for listing in listings):
            return officer
    return None


def next_reference(*, now: datetime) -> str:
    """HP-H-2026-0001."""
    year = timezone.localdate(now).year
    (number,) = next_numbers(series="coop", year=year, count=1)
    return f"{settings.POINT_CODE}-H-{year}-{number:04d}"
