"""Every step of a dossier, from the first choice to the conclusion: this module alone writes one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, User
from advisory.dossiers import letters
from advisory.dossiers.access import bound, may_edit, may_score, place_of
from advisory.dossiers.comparing import frozen_of
from advisory.dossiers.history import record
from advisory.models import CandidateScore, Criterion, DossierCandidate, ExpertProfile, Party, SelectionDossier
from advisory.requests.access import EDITING
from catalog.models import Listing
from catalog.numbering import next_numbers

#: More columns than these nobody reads side by side.
MOST = 5
Marks = Mapping[str, tuple[int, str]]


class DossierError(Exception):
    """A step that cannot be done."""


class NotAllowed(DossierError):
    """The person does not act for this side."""


class WrongState(DossierError):
    """The dossier is closed, or the technology stands otherwise meanwhile."""


class TooMany(DossierError):
    """More technologies than are compared side by side."""


class NotToCompare(DossierError):
    """No public offer of somebody else, or no public need of the organisation itself."""


class Bound(DossierError):
    """The expert belongs to an organisation whose technology is compared."""


@transaction.atomic
def begin(*, need: Listing, offers: Collection[Listing], by: User, now: datetime) -> SelectionDossier:
    """An owner or editor of the need's organisation begins to compare; while one is open, it is the one."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=need.organisation_id)
    if not by.memberships.filter(organisation=organisation, role__in=EDITING).exists():
        raise NotAllowed(need.reference)
    dossier = SelectionDossier.objects.open().filter(organisation=organisation, need=need).first()
    if dossier is None:
        if not (need.is_need and need.is_published):
            raise NotToCompare(need.reference)
        dossier = SelectionDossier.objects.create(
            reference=next_reference(now=now), organisation=organisation, need=need, created_by=by, created_at=now
        )
        record(dossier, "begun", party=Party.REQUESTER, by=by, now=now)
    return add(dossier=dossier, offers=offers, by=by, now=now)


@transaction.atomic
def add(*, dossier: SelectionDossier, offers: Collection[Listing], by: User, now: datetime) -> SelectionDossier:
    """Compare more technologies; those that are compared already stay as they are, one left out comes back."""
    dossier = lock_to_edit(dossier, by)
    known = {candidate.listing_id: candidate for candidate in dossier.candidates.all()}
    compared = {pk for pk, candidate in known.items() if candidate.left_out_at is None}
    wanted = [offer for offer in offers if offer.pk not in compared]
    if any(not offer.is_offer or offer.organisation_id == dossier.organisation_id for offer in wanted):
        raise NotToCompare(dossier.reference)
    if any(not offer.is_published for offer in wanted):
        raise NotToCompare(dossier.reference)
    if len(compared) + len(wanted) > MOST:
        raise TooMany(dossier.reference)
    for offer in wanted:
        candidate = known.get(offer.pk) or DossierCandidate(dossier=dossier, listing=offer)
        candidate.left_out_at, candidate.left_out_note = None, ""
        candidate.added_by, candidate.added_at = by, now
        candidate.save()
        record(dossier, "added", party=Party.REQUESTER, by=by, now=now, offer=offer.reference)
    return dossier


@transaction.atomic
def leave_out(*, candidate: DossierCandidate, note: str, by: User, now: datetime) -> DossierCandidate:
    """A technology is compared no longer, with the reason; its scores stay."""
    dossier = lock_to_edit(candidate.dossier, by)
    candidate = dossier.candidates.select_related("listing").get(pk=candidate.pk)
    if candidate.left_out_at is not None:
        if candidate.left_out_note == note:
            return candidate
        raise WrongState(dossier.reference)
    candidate.left_out_at, candidate.left_out_note = now, note
    candidate.save()
    offer = candidate.listing.reference
    record(dossier, "left_out", party=Party.REQUESTER, by=by, now=now, note=note, offer=offer)
    return candidate


@transaction.atomic
def score(*, candidate: DossierCandidate, marks: Marks, by: User, now: datetime) -> None:
    """An expert at work judges one technology by all criteria; until the dossier is closed it can be corrected."""
    dossier = lock(candidate.dossier)
    candidate = dossier.candidates.select_related("listing").get(pk=candidate.pk)
    place = place_of(dossier, by)
    if place is None:
        raise NotAllowed(dossier.reference)
    if bound(dossier, place.expert):
        raise Bound(dossier.reference)
    if candidate.left_out_at is not None or not may_score(dossier, place):
        raise WrongState(dossier.reference)
    if set(marks) != set(Criterion.values):
        raise ValueError(sorted(marks))
    before = marks_of(candidate, place.expert)
    if before == dict(marks):
        return
    CandidateScore.objects.bulk_create(
        [
            CandidateScore(
                candidate=candidate, expert=place.expert, criterion=criterion, points=points, sentence=sentence, at=now
            )
            for criterion, (points, sentence) in marks.items()
        ],
        update_conflicts=True,
        unique_fields=["candidate", "expert", "criterion"],
        update_fields=["points", "sentence", "at"],
    )
    points = {criterion: number for criterion, (number, _sentence) in marks.items()}
    event = record(
        dossier, "corrected" if before else "scored", party=Party.EXPERT, by=by, now=now,
        offer=candidate.listing.reference, points=points,
    )  # fmt: skip
    if not before and has_scored_all(dossier, place.expert):
        letters.all_scored(event, expert=place.expert)


@transaction.atomic
def close(
    *, dossier: SelectionDossier, conclusion: str, chosen: Collection[int], by: User, now: datetime
) -> SelectionDossier:  # fmt: skip
    """The organisation concludes; `chosen` are candidates, none of them if nothing fits. The comparison freezes."""
    dossier = lock(dossier)
    if not dossier.is_open and (dossier.conclusion, dossier.closed_by_id) == (conclusion, by.pk):
        return dossier
    dossier = lock_to_edit(dossier, by)
    compared = dossier.candidates.filter(left_out_at=None)
    taken = list(compared.filter(pk__in=chosen).select_related("listing"))
    if len(taken) != len(set(chosen)) or not compared.exists():
        raise WrongState(dossier.reference)
    dossier.candidates.filter(pk__in=[each.pk for each in taken]).update(is_chosen=True)
    dossier.frozen = frozen_of(dossier)
    dossier.conclusion, dossier.closed_by, dossier.closed_at = conclusion, by, now
    offers = [each.listing.reference for each in taken]
    event = record(dossier, "closed", party=Party.REQUESTER, by=by, now=now, offers=offers)
    letters.closed(event)
    return dossier


def marks_of(candidate: DossierCandidate, expert: ExpertProfile) -> dict[str, tuple[int, str]]:
    """What an expert has said of a technology: criterion → points and sentence; empty before."""
    scores = candidate.scores.filter(expert=expert).values_list("criterion", "points", "sentence")
    return {criterion: (points, sentence) for criterion, points, sentence in scores}


def has_scored_all(dossier: SelectionDossier, expert: ExpertProfile) -> bool:
    scored = CandidateScore.objects.filter(expert=expert).values("candidate")
    return not dossier.candidates.filter(left_out_at=None).exclude(pk__in=scored).exists()


def lock(dossier: SelectionDossier) -> SelectionDossier:
    locked = SelectionDossier.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("organisation__kind", "need").get(pk=dossier.pk)


def lock_to_edit(dossier: SelectionDossier, by: User) -> SelectionDossier:
    """The dossier for one who may change it."""
    dossier = lock(dossier)
    if not dossier.is_open:
        raise WrongState(dossier.reference)
    if not may_edit(dossier, by):
        raise NotAllowed(dossier.reference)
    return dossier


def next_reference(*, now: datetime) -> str:
    """HP-S-2026-0001."""
    year = timezone.localdate(now).year
    (number,) = next_numbers(series="pick", year=year, count=1)
    return f"{settings.POINT_CODE}-S-{year}-{number:04d}"
