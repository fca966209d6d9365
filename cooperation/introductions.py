"""Two sides introduced by hand: an officer joins a need and an offer, and both owners hear why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import Organisation, User
from catalog.contact_details import has_contact_details
from catalog.models import Listing
from catalog.text import strip_accents
from cooperation import emails
from cooperation.models import Interest, Introduction
from matching import blocking, pairs
from matching.models import PairBlock, Suggestion
from matching.suggestions import hold
from taxonomy.sorting import without_legal_form


class IntroductionError(Exception):
    """Two sides that cannot be introduced."""


class NotAllowed(IntroductionError):
    """Only officers introduce, and never a listing of their own organisation."""


class SameOwner(IntroductionError):
    """Both listings belong to one organisation."""


class NotOpen(IntroductionError):
    """A listing is not published or takes no interests."""


class NotRead(IntroductionError):
    """A listing was published a moment ago and has not been read by the portal yet."""


class KeptApart(IntroductionError):
    """An officer has blocked the pair."""


class InContact(IntroductionError):
    """One side has sent the other an interest that waits or was accepted."""


class Refused(IntroductionError):
    """One side has answered the suggestion of this pair with “not for us”."""


class AlreadyIntroduced(IntroductionError):
    """The two have been introduced before."""


class TellsTooMuch(IntroductionError):
    """The words hold contact data, or name the owner of a need that shows no name."""


@transaction.atomic
def introduce(*, need: Listing, offer: Listing, by: User, words: str, now: datetime) -> Introduction:
    """Join a need and an offer, whatever their score: once a pair, with a letter to each side.

    The pair becomes a suggestion that stands until it is answered or blocked; contacts open as ever, by an interest.
    """
    if not by.is_officer or blocking.has_part_in(by, need, offer):
        raise NotAllowed(need.reference)
    both = [need.pk, offer.pk]
    locked = Listing.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=both).order_by("pk")
    listings = {each.kind: each for each in locked.select_related("organisation", "index")}
    need, offer = listings["need"], listings["offer"]
    check_listings(need, offer)
    check_words(words, need)
    try:
        found = pairs.examine(need=need, offer=offer, now=now)
    except pairs.NotRead as error:
        raise NotRead(error.listing.reference) from error
    suggestion = hold(found.suggestion, now=now)
    if Introduction.objects.filter(suggestion=suggestion).exists():
        raise AlreadyIntroduced(need.reference)
    if Suggestion.Side.DECLINED in (suggestion.need_state, suggestion.offer_state):
        raise Refused(need.reference)
    made = Introduction.objects.create(suggestion=suggestion, words=words, by=by, at=now)
    emails.introduced(made)
    return made


def check_listings(need: Listing, offer: Listing) -> None:
    """What has to hold of the two, the reason that is easiest to mend last."""
    if need.organisation_id == offer.organisation_id:
        raise SameOwner(need.reference)
    if not all(each.is_published and each.accepting_interest for each in (need, offer)):
        raise NotOpen(need.reference)
    if PairBlock.objects.in_force().filter(need=need, offer=offer).exists():
        raise KeptApart(need.reference)
    either_way = Q(listing=offer, organisation=need.organisation_id) | Q(listing=need, organisation=offer.organisation)
    if Interest.objects.filter(either_way, state__in=[Interest.State.SENT, Interest.State.ACCEPTED]).exists():
        raise InContact(need.reference)


def check_words(words: str, need: Listing) -> None:
    """What both sides read tells neither how to reach the other nor, for a need without a name, whose it is."""
    if has_contact_details(words) or (need.is_anonymous and names(need.organisation, words)):
        raise TellsTooMuch(need.reference)


def names(organisation: Organisation, words: str) -> bool:
    """Whether a text holds a name of the organisation, with or without accents and legal form."""
    text = strip_accents(words).casefold()
    known = {without_legal_form(organisation.name_vi), organisation.name_en}
    return any(strip_accents(name).casefold() in text for name in known if name)
