"""How far a new version of the weights, or of the texts, has come through the published listings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q

from catalog.indexing import UNREADABLE
from catalog.models import Listing
from matching.models import ListingMatch
from matching.weights import active_weights

LATELY = timedelta(minutes=5)
SHORTEST = 10  # seconds, below which a pace is no pace


@dataclass(frozen=True, slots=True)
class Progress:
    """Of the listings that are open to partners, how many are matched as they stand under the weights in force."""

    version: int
    done: int
    total: int


def progress() -> Progress:
    """Counted from the database, in two queries; listings that cannot be read wait for nobody and do not count."""
    stored, _ = active_weights()
    matched = Q(index__is_public=True, match__content_hash=F("index__content_hash"), match__weights=stored)
    wanted = Listing.objects.published().filter(accepting_interest=True).exclude(index__content_hash=UNREADABLE)
    counted = wanted.aggregate(total=Count("pk"), done=Count("pk", filter=matched))
    return Progress(stored.version, counted["done"], counted["total"])


def minutes_left(found: Progress, *, now: datetime) -> int | None:
    """How long the rest takes at the pace of the last minutes; None while nothing tells."""
    if found.done >= found.total:
        return 0
    matched = ListingMatch.objects.filter(weights__version=found.version).exclude(content_hash="")
    lately = matched.filter(matched_at__gt=now - LATELY, matched_at__lte=now)
    counted = lately.aggregate(number=Count("pk"), since=Min("matched_at"))
    if not counted["number"]:
        return None
    pace: float = counted["number"] / max((now - counted["since"]).total_seconds(), SHORTEST)
    return math.ceil((found.total - found.done) / pace / 60)
