"""Published listings that nothing fits well, and what is found out about the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, When

from catalog.indexing import UNREADABLE
from catalog.models import Kind, Listing, ListingQuerySet
from matching.digests import LEAST_SCORE
from matching.facts import left_open
from matching.models import Suggestion
from matching.scoring import Weights
from matching.weights import active_weights
from taxonomy.models import Concept

#: How long a listing must have been published, in days; the first is the usual.
DAYS = (14, 30, 90)
#: Few enough opposites in a field to be the reason.
RARE = 2
MOST_SAID = 2
#: What matching reads and may be left open, with the feature that then says nothing.
OPEN_FACTS = (("industries", "industry"), ("trl", "trl"), ("amount", "budget"), ("forms", "form"))


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason as a code with plain values; templates word it."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A listing without a good suggestion, the best there is, and the causes that were found, the surest first."""

    listing: Listing
    best: Suggestion | None
    causes: tuple[Cause, ...]


def unmatched(*, now: datetime, days: int, kind: str = "", branch: Concept | None = None) -> ListingQuerySet:
    """Published for so many days, and no live suggestion that is good enough for a letter; the longest waiting first.

    The best suggestion comes along as `best_pk`.
    """
    good = Suggestion.objects.live().filter(score__gte=LEAST_SCORE)
    found = (
        Listing.objects.published()
        .filter(published_at__lte=now - timedelta(days=days))
        .exclude(Q(kind=Kind.NEED) & Exists(good.filter(need=OuterRef("pk"))))
        .exclude(Q(kind=Kind.OFFER) & Exists(good.filter(offer=OuterRef("pk"))))
    )
    if kind:
        found = found.filter(kind=kind)
    if branch is not None:
        ours = Concept.objects.filter(Q(pk=branch.pk) | Q(parent=branch) | Q(parent__parent=branch))
        found = found.filter(Exists(Listing.fields.through.objects.filter(listing=OuterRef("pk"), concept__in=ours)))
    best = Case(When(kind=Kind.NEED, then=_best("need")), default=_best("offer"))
    return found.annotate(best_pk=best).order_by("published_at", "pk")


def _best(side: str) -> Subquery:
    live = Suggestion.objects.live().filter(**{side: OuterRef("pk")})
    return Subquery(live.order_by("-score", "pk").values("pk")[:1])


def explained(listings: Sequence[Listing]) -> list[Unmatched]:
    """The listings of a page with their causes, in a fixed number of queries."""
    wanted = {listing.pk: getattr(listing, "best_pk", None) or 0 for listing in listings}
    bests = Suggestion.objects.select_related("need", "offer").in_bulk(list(wanted.values()))
    opposites = _opposites(listings)
    stored, weights = active_weights()
    found = []
    for listing in listings:
        best = bests.get(wanted[listing.pk])
        causes = (
            *_not_compared(listing, stored.pk),
            *_hard_fact(best),
            *_lonely(listing, opposites),
            *_left_open(listing, weights),
        )
        found.append(Unmatched(listing, best, causes or (Cause("texts_differ"), *_against(best))))
    return found


def _not_compared(listing: Listing, weights_pk: int) -> list[Cause]:
    """What keeps it from being compared at all, or as it stands now."""
    index = getattr(listing, "index", None)
    if not listing.accepting_interest:
        return [Cause("closed")]
    if index is not None and index.content_hash == UNREADABLE:
        return [Cause("unreadable")]
    if index is None or not index.is_public:
        return [Cause("not_indexed")]
    match = getattr(listing, "match", None)
    if match is None or match.content_hash != index.content_hash or match.weights_id != weights_pk:
        return [Cause("not_matched")]
    return []


def _hard_fact(best: Suggestion | None) -> list[Cause]:
    """The hard facts that limit even the best pair."""
    reasons = [reason for reason in best.reasons if reason["values"].get("cap")] if best else []
    return [Cause("hard_fact", {"reason": reason}) for reason in reasons[:1]]


def _against(best: Suggestion | None) -> list[Cause]:
    """What else speaks against the best pair, the weightiest first."""
    weak = [reason for reason in best.reasons if reason["tone"] == "weak"] if best else []
    return [Cause("against", {"reason": reason}) for reason in weak[:MOST_SAID]]


def _opposites(listings: Sequence[Listing]) -> dict[tuple[str, int], int]:
    """How many published listings open to interest there are, by kind and field, in the fields of these."""
    ids = {concept.pk for listing in listings for concept in listing.fields.all()}
    rows = Listing.objects.published().filter(accepting_interest=True, fields__in=ids).order_by()
    counted = rows.values_list("kind", "fields").annotate(number=Count("pk", distinct=True))
    return {(kind, concept): number for kind, concept, number in counted if concept in ids}


def _lonely(listing: Listing, opposites: dict[tuple[str, int], int]) -> list[Cause]:
    """Whether hardly anything is on the other side in its fields; a listing of several fields counts the fullest."""
    other = Kind.OFFER if listing.is_need else Kind.NEED
    counts = [(opposites.get((other, concept.pk), 0), concept.name) for concept in listing.fields.all()]
    if not counts:
        return [Cause("no_field")]
    number, name = max(counts)
    return [Cause("few_opposites", {"count": number, "field": name})] if number <= RARE else []


def _left_open(listing: Listing, weights: Weights) -> list[Cause]:
    """What matching would read and the listing does not state, the weightiest first."""
    unstated = left_open(listing)
    missing = [(feature, name) for name, feature in OPEN_FACTS if name in unstated]
    missing.sort(key=lambda entry: -weights.features[entry[0]].weight)
    return [Cause("left_open", {"names": [name for _, name in missing]})] if missing else []
