"""Which of the listings on a page fit one's own, for the mark on their cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from catalog.models import AnyUser, Listing
from matching.models import Suggestion


@dataclass(frozen=True, slots=True)
class Mark:
    """The best fitting own listing."""

    own_title: str
    own_reference: str
    own_is_need: bool
    other_reference: str
    score: float


def own_matches(user: AnyUser, shown: Sequence[int]) -> dict[int, Mark]:
    """For the ids shown, the best live suggestion with a listing of one's organisations that was not declined."""
    if not user.is_authenticated or not shown:
        return {}
    own = Listing.objects.of(user).values("pk")
    live = Suggestion.objects.live().exclude(need_state="declined").exclude(offer_state="declined")
    found = live.filter(Q(need__in=own, offer__in=shown) | Q(offer__in=own, need__in=shown))
    rows = found.annotate(own_need=Q(need__in=own)).order_by("score").values_list(
        "own_need", "score", "need_id", "need__reference", "need__title",
        "offer_id", "offer__reference", "offer__title",
    )  # fmt: skip
    marks = {}
    for is_need, score, need, need_reference, need_title, offer, offer_reference, offer_title in rows:
        if is_need and offer in shown:
            marks[offer] = Mark(need_title, need_reference, True, offer_reference, score)
        else:
            marks[need] = Mark(offer_title, offer_reference, False, need_reference, score)
    return marks
