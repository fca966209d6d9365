"""Which of the listings on a page fit one's own, for the mark on their cards."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from accounts.models import Organisation
from catalog.models import AnyUser, Listing, ListingQuerySet
from matching.models import Suggestion


@dataclass(frozen=True, slots=True)
class Mark:
    """The best fitting own listing."""

    own_title: str
    own_reference: str
    own_is_need: bool
    other_reference: str


def with_own_match(listings: ListingQuerySet, user: AnyUser) -> ListingQuerySet:
    """Bring with each listing, in the same query, its best live suggestion with one's own that nobody declined."""
    if not user.is_authenticated:
        return listings
    own = Organisation.objects.of(user).values("pk")
    live = Suggestion.objects.live().exclude(need_state="declined").exclude(offer_state="declined")
    ours = live.filter(
        Q(offer=OuterRef("pk"), need__organisation__in=own) | Q(need=OuterRef("pk"), offer__organisation__in=own)
    )
    pair = JSONObject(
        need="need__reference", need_title="need__title", offer="offer__reference", offer_title="offer__title"
    )
    return listings.annotate(own_match=Subquery(ours.order_by("-score", "pk").values(pair=pair)[:1]))


def own_match(listing: Listing) -> Mark | None:
    """The mark that came with a listing."""
    pair = getattr(listing, "own_match", None)
    if not pair:
        return None
    own, other = ("need", "offer") if listing.is_offer else ("offer", "need")
    return Mark(pair[f"{own}_title"], pair[own], own == "need", pair[other])
