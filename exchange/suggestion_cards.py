"""A suggestion as a reader of one side sees it: the other listing, the score, and the reasons in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict

from catalog.models import Listing
from cooperation.forms import DeclineForm, PitchForm, reason_choices
from cooperation.models import Interest, Introduction
from matching.models import Suggestion
from matching.quotes import Quotes, quotes_of
from matching.wording import Fact, concept_names, facts_of


@dataclass(frozen=True, slots=True)
class Card:
    """What one suggestion shows; `interest` is the one it led to, from this side or the other.

    `more` others of the same owner come later in the list, from the suggestion `more_at` on.
    """

    suggestion: Suggestion
    own: Listing
    other: Listing
    percent: int
    facts: list[Fact]
    quotes: Quotes
    state: str
    interest: Interest | None
    pitch: PitchForm
    decline: DeclineForm
    opened: str
    more: int
    more_at: int
    introduction: Introduction | None

    @property
    def need(self) -> Listing:
        return self.own if self.own.is_need else self.other

    @property
    def offer(self) -> Listing:
        return self.other if self.own.is_need else self.own


class AnswerForms(TypedDict):
    """What a card asks with."""

    pitch: PitchForm
    decline: DeclineForm
    opened: str


def cards_for(
    suggestions: Iterable[Suggestion],
    *,
    listing: Listing,
    followed: Mapping[int, tuple[int, int]],
    answered: int = 0,
    pitch: PitchForm | None = None,
    decline: DeclineForm | None = None,
) -> list[Card]:
    """Cards in the order given; `answered` is the suggestion whose form came back with errors.

    `followed` says after which suggestion how many of the same owner come later, and the first.
    """
    found = list(suggestions)
    others = {
        other.pk: other
        for other in Listing.objects.for_cards().filter(pk__in=[other_id(suggestion, listing) for suggestion in found])
    }
    names, reasons, led_to = concept_names(), reason_choices(), interests_from(found)
    introduced = introductions_of(found)
    cards = []
    for suggestion in found:
        other = others[other_id(suggestion, listing)]
        more, more_at = followed.get(suggestion.pk, (0, 0))
        need, offer = (listing, other) if listing.is_need else (other, listing)
        returned = (pitch, decline) if suggestion.pk == answered else None
        cards.append(
            Card(
                suggestion, own=listing, other=other, percent=round(100 * suggestion.score),
                facts=facts_of(suggestion, names), quotes=quotes_of(suggestion, need=need, offer=offer),
                state=suggestion.need_state if listing.is_need else suggestion.offer_state,
                interest=led_to.get(suggestion.pk), **forms_of(suggestion, returned, reasons),
                more=more, more_at=more_at, introduction=introduced.get(suggestion.pk),
            )
        )  # fmt: skip
    return cards


def forms_of(
    suggestion: Suggestion, returned: tuple[PitchForm | None, DeclineForm | None] | None, reasons: list[tuple[str, str]]
) -> AnswerForms:
    """Both forms of the answer, empty or as they came back with errors, and which of them stands open."""
    prefix = f"s{suggestion.pk}"
    pitch, decline = returned or (None, None)
    return {
        "pitch": pitch or PitchForm(prefix=prefix),
        "decline": decline or DeclineForm(prefix=prefix, reasons=reasons),
        "opened": "" if returned is None else "pitch" if pitch else "decline",
    }


def interests_from(suggestions: list[Suggestion]) -> dict[int, Interest]:
    """The open or accepted interests the suggestions led to, by suggestion."""
    found = Interest.objects.filter(
        suggestion__in=suggestions, state__in=[Interest.State.SENT, Interest.State.ACCEPTED]
    )
    return {interest.suggestion_id: interest for interest in found if interest.suggestion_id}


def introductions_of(suggestions: list[Suggestion]) -> dict[int, Introduction]:
    """How officers introduced the pairs, by suggestion; asked for only where one was."""
    introduced = [each.pk for each in suggestions if each.introduced_at]
    return {each.suggestion_id: each for each in Introduction.objects.filter(suggestion__in=introduced)}


def other_id(suggestion: Suggestion, listing: Listing) -> int:
    return suggestion.offer_id if listing.is_need else suggestion.need_id
