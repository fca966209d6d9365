"""What waits for an organisation's answer: how much, and in which order it is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet

from catalog.models import Listing
from matching.diversity import Arranged, Entry, arrange, subject_words
from matching.models import Suggestion

#: What an officer has introduced stands first, the latest before the others; then what fits best.
BEST_FIRST = (F("introduced_at").desc(nulls_last=True), "-score", "pk")
#: States in which a side has not opened a suggestion.
UNREAD = (Suggestion.Side.NEW, Suggestion.Side.EMAILED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many live suggestions a listing has, how many await its owner's answer, and how many of these are unread."""

    total: int = 0
    unanswered: int = 0
    unread: int = 0


def waiting_for(listings: Iterable[int]) -> dict[int, Waiting]:
    """The numbers by listing; a listing without suggestions is not among them."""
    ids = list(listings)
    needs, offers = (numbers_of(ids, side=side) for side in ("need", "offer"))
    return {pk: Waiting(*numbers) for pk, *numbers in needs.union(offers, all=True)}


def numbers_of(listings: list[int], *, side: str) -> QuerySet[Suggestion, Any]:
    """Rows of a listing of the side and the numbers of `Waiting`."""
    awaits = Suggestion.awaits(side)
    found = Suggestion.objects.live().filter(**{f"{side}__in": listings}).order_by().values(side)
    counted = found.annotate(
        total=Count("pk"),
        unanswered=Count("pk", filter=awaits),
        unread=Count("pk", filter=awaits & Q(**{f"{side}_state__in": UNREAD})),
    )
    rows: QuerySet[Suggestion, Any] = counted.values_list(side, "total", "unanswered", "unread")
    return rows


def arranged(suggestions: QuerySet[Suggestion], *, side: str) -> dict[int, Arranged]:
    """By listing of the side: its suggestions in the order of the query, no owner of the other side crowding it."""
    entries: dict[int, list[Entry]] = defaultdict(list)
    for own, *row in suggestions.values_list(side, *columns(side)):
        entries[own].append(entry(*row))
    return {own: arrange(found) for own, found in entries.items()}


def in_order(listing: Listing) -> Arranged:
    """All of a listing's suggestions, those to answer first with no owner crowding them, each part best first."""
    side = listing.kind
    awaits = ExpressionWrapper(Suggestion.awaits(side), output_field=BooleanField())
    live = Suggestion.objects.live().for_listing(listing).order_by(*BEST_FIRST)
    to_answer: list[Entry] = []
    others: list[int] = []
    for waits, *row in live.values_list(awaits, *columns(side)):
        if waits:
            to_answer.append(entry(*row))
        else:
            others.append(row[0])
    first = arrange(to_answer)
    return Arranged([*first.order, *others], first.followed)


def columns(side: str) -> list[str]:
    """What an entry of a side's list is made of."""
    other = "offer" if side == "need" else "need"
    return ["pk", *(f"{other}__{name}" for name in ("organisation", "is_anonymous", "title", "summary"))]


def entry(pk: int, owner: int, is_anonymous: bool, *texts: str) -> Entry:
    """The owner of a need without a name is nobody here: what is held back would tell whose it is."""
    return Entry(pk, () if is_anonymous else (owner,), subject_words(*texts))
