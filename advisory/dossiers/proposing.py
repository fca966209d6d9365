"""Which technologies an organisation may want to compare for a need: those it keeps, hears from, and is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import Listing, SavedListing
from cooperation.models import Interest
from matching.models import Suggestion

MOST_PROPOSED, MOST_SUGGESTED = 12, 6
INTERESTED = (Interest.State.SENT, Interest.State.ACCEPTED)


@dataclass
class Proposal:
    """An offer, and why it is proposed."""

    offer: Listing
    because: list[str | Promise] = field(default_factory=list)


def proposals(need: Listing) -> list[Proposal]:
    """Public offers of others: whose owners are interested, the best suggestions, then what was saved."""
    found: dict[int, Proposal] = {}
    for because, pks in sources(need):
        for offer in offers_of(pks, need):
            found.setdefault(offer.pk, Proposal(offer)).because.append(because)
    return list(found.values())[:MOST_PROPOSED]


def sources(need: Listing) -> Iterator[tuple[str | Promise, list[int]]]:
    interests = Interest.objects.filter(listing=need, state__in=INTERESTED, own_listing__isnull=False)
    yield _("Its owner is interested"), list(interests.values_list("own_listing", flat=True))
    suggested = Suggestion.objects.live().for_listing(need).order_by("-score", "pk")
    yield _("Suggested for this need"), list(suggested.values_list("offer", flat=True)[:MOST_SUGGESTED])
    saved = SavedListing.objects.kept().filter(organisation=need.organisation_id, listing__kind="offer")
    yield _("Saved by us"), list(saved.order_by("-saved_at").values_list("listing", flat=True)[:MOST_PROPOSED])


def offers_of(pks: Iterable[int], need: Listing) -> list[Listing]:
    """In the order of the keys, those that can be compared."""
    pks = list(pks)
    public = Listing.objects.published().filter(pk__in=pks, kind="offer").exclude(organisation=need.organisation_id)
    by_pk = {offer.pk: offer for offer in public.select_related("organisation")}
    return [by_pk[pk] for pk in dict.fromkeys(pks) if pk in by_pk]
