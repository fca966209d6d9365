"""Keeping a need and an offer apart, and letting them meet again; every transition in one place."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from catalog.models import Listing
from matching.block_models import PairBlock
from matching.models import ListingMatch, Suggestion
from matching.suggestions import write_lock


class BlockError(Exception):
    """Something that cannot be done with a pair."""


class NotAllowed(BlockError):
    """Only officers part a pair, and never one with a listing of their own organisation."""


class AlreadyBlocked(BlockError):
    """The pair is kept apart already."""


class NotBlocked(BlockError):
    """Nothing keeps the pair apart, or somebody else has lifted it meanwhile."""


@transaction.atomic
def block(*, need: Listing, offer: Listing, by: User, reason: str, note: str = "", now: datetime) -> PairBlock:
    """Take a pair's suggestion back, for good; both lists are filled again.

    A score computed at the same time waits for the lock, and a trigger of the database keeps its row from standing.
    """
    check_officer(need, offer, by)
    write_lock()
    if PairBlock.objects.in_force().filter(need=need, offer=offer).exists():
        raise AlreadyBlocked(made_of(need, offer))
    made = PairBlock.objects.create(
        need=need, offer=offer, reason=PairBlock.Reason(reason), note=note, blocked_by=by, blocked_at=now
    )
    Suggestion.objects.filter(need=need, offer=offer).update(is_current=False)
    match_again(need, offer)
    return made


@transaction.atomic
def lift(*, need: Listing, offer: Listing, by: User, note: str = "", now: datetime) -> PairBlock:
    """Let a pair be suggested again where it is among the best; the block stays in the history."""
    check_officer(need, offer, by)
    write_lock()
    found = (
        PairBlock.objects.in_force().select_for_update(of=("self",), no_key=True).filter(need=need, offer=offer).first()
    )
    if found is None:
        raise NotBlocked(made_of(need, offer))
    found.lifted_by, found.lifted_at, found.lift_note = by, now, note
    found.save(update_fields=["lifted_by", "lifted_at", "lift_note"])
    match_again(need, offer)
    return found


def match_again(need: Listing, offer: Listing) -> None:
    """Have the sweep fill both lists with what is best now."""
    ListingMatch.objects.filter(listing__in=[need, offer]).update(content_hash="")


def check_officer(need: Listing, offer: Listing, by: User) -> None:
    if not by.is_officer or has_part_in(by, need, offer):
        raise NotAllowed(made_of(need, offer))


def has_part_in(user: User, need: Listing, offer: Listing) -> bool:
    """Whether a listing belongs to an organisation of the person."""
    owners = [need.organisation_id, offer.organisation_id]
    return user.memberships.filter(organisation__in=owners).exists()


def made_of(need: Listing, offer: Listing) -> str:
    return f"{need.reference} × {offer.reference}"
