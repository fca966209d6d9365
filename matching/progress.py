"""How far a new version of the weights, or of the texts, has come through the published listings."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q

from catalog.indexing import UNREADABLE
from catalog.models import Listing
from matching.weights import active_weights


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
