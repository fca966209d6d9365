"""Suggestions that wait for an organisation's answer, the best few by listing; and what helps where there are none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalog.models import Listing
from exchange.suggestion_cards import other_id
from matching.diversity import Arranged
from matching.facts import left_open
from matching.models import Suggestion
from matching.to_answer import BEST_FIRST, Waiting, arranged, waiting_for
from matching.wording import Fact, concept_names, facts_of, step_name

PER_PAGE = 10
SHOWN = 3
STRONGEST = 2


@dataclass(frozen=True, slots=True)
class Compact:
    """A suggestion in brief; `more` others of the same owner come later in the listing's list, from `more_at` on."""

    suggestion: Suggestion
    own: Listing
    other: Listing
    percent: int
    facts: list[Fact]
    more: int
    more_at: int
    introduced: bool

    @property
    def owner(self) -> list[dict[str, str]]:
        """The other side by name, unless it does not show one."""
        return [] if self.other.is_anonymous else [{"icon": "org", "text": self.other.organisation.name}]


@dataclass(frozen=True, slots=True)
class Section:
    """One's own listing with the best that waits for an answer, or with why there is nothing and what would help."""

    listing: Listing
    waiting: Waiting
    cards: list[Compact]
    why_none: str | Promise
    steps: list[str]


def for_you(user: User, number: str | None) -> tuple[Page[int], list[Section]]:
    """A page of one's own published listings, those with most that is unread first."""
    own = dict(Listing.objects.of(user).published().values_list("pk", "published_at"))
    waiting = waiting_for(own)
    none = Waiting()

    def place(pk: int) -> tuple[int, int, float, int]:
        counts, published = waiting.get(pk, none), own[pk]
        return -counts.unread, -counts.unanswered, -published.timestamp() if published else 0.0, pk

    page = Paginator(sorted(own, key=place), PER_PAGE).get_page(number)
    return page, sections(list(page.object_list), waiting)


def sections(ids: Sequence[int], waiting: dict[int, Waiting]) -> list[Section]:
    """The listings in the order given, each with its cards, in a fixed number of queries."""
    wanted = Listing.objects.filter(pk__in=ids).select_related("organisation", "match")
    listings = wanted.prefetch_related("fields", "industries", "forms").in_bulk()
    order: dict[int, Arranged] = {}
    for side in ("need", "offer"):
        live = Suggestion.objects.live().to_answer(side).filter(**{f"{side}__in": ids}).order_by(*BEST_FIRST)
        order |= arranged(live, side=side)
    cards = compacts([listings[pk] for pk in ids], order)
    return [section_of(listings[pk], waiting.get(pk, Waiting()), cards[pk]) for pk in ids]


def section_of(listing: Listing, counts: Waiting, cards: list[Compact]) -> Section:
    if cards:
        return Section(listing, counts, cards, "", [])
    steps = [step_name(step) for step in missing_facts(listing)]
    return Section(listing, counts, cards, why_none(listing, counts), steps)


def compacts(listings: Iterable[Listing], order: dict[int, Arranged]) -> dict[int, list[Compact]]:
    """The first few suggestions of each listing, by listing."""
    shown = {pk: list(islice(found.order, SHOWN)) for pk, found in order.items()}
    suggestions = Suggestion.objects.in_bulk([pk for found in shown.values() for pk in found])
    own = {listing.pk: listing for listing in listings}
    pairs = {pk: [suggestions[each] for each in shown.get(pk, ())] for pk in own}
    ids = {other_id(suggestion, own[pk]) for pk, found in pairs.items() for suggestion in found}
    others = Listing.objects.filter(pk__in=ids).select_related("province", "organisation").in_bulk()
    names = concept_names()
    cards: dict[int, list[Compact]] = {}
    for pk, found in pairs.items():
        followed = order[pk].followed if pk in order else {}
        cards[pk] = [
            Compact(
                suggestion,
                own[pk],
                others[other_id(suggestion, own[pk])],
                round(100 * suggestion.score),
                strongest(suggestion, names),
                *followed.get(suggestion.pk, (0, 0)),
                introduced=suggestion.introduced_at is not None,
            )
            for suggestion in found
        ]
    return cards


def strongest(suggestion: Suggestion, names: dict[tuple[str, str], str]) -> list[Fact]:
    """What speaks most for the pair or against it."""
    return [fact for fact in facts_of(suggestion, names) if fact.tone != "na"][:STRONGEST]


def why_none(listing: Listing, counts: Waiting) -> str | Promise:
    if not listing.accepting_interest:
        return _("This listing takes no expressions of interest at present, so nothing is suggested for it.")
    if not hasattr(listing, "match"):
        return _("The portal is comparing this listing with the others; suggestions appear within minutes.")
    if counts.total:
        return _("All suggestions are answered. We search again whenever a new listing is published.")
    return _("Nothing published fits well enough yet. We search again whenever a new listing is published.")


def missing_facts(listing: Listing) -> list[str]:
    """What a listing could still state for the comparison, as steps that `wording` names."""
    amount = "price" if listing.is_offer else "budget"
    missing = [name for name in left_open(listing) if name != "trl" or listing.is_offer]  # a need may accept any level
    return [amount if name == "amount" else name for name in missing]
