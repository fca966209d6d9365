"""Any need held against any offer: the score with its reasons, and what keeps the pair from being suggested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.evidence import compare
from catalog.models import Listing
from matching.candidates import Candidate, document_side, load, query_sides
from matching.models import PairBlock, Suggestion
from matching.scoring import Score
from matching.suggestions import LEAST_SCORE, Rules, row_of
from matching.text_score import text_pair

#: What keeps a pair from being suggested, in the order in which to say it.
OBSTACLES = (
    "need_not_public", "offer_not_public", "same_owner", "need_closed", "offer_closed", "declined", "blocked",
    "score_too_low", "others_better",
)  # fmt: skip


class NotRead(Exception):
    """A listing whose text has not been indexed, such as a draft; `listing` says which."""

    def __init__(self, listing: Listing) -> None:
        super().__init__(listing.reference)
        self.listing = listing


@dataclass(frozen=True, slots=True)
class Examined:
    """A pair as it stands: the suggestion it would be (not stored), and why it is none; no obstacle: it is one.

    `blocks` are all that kept it apart, ended ones too, the latest first.
    """

    suggestion: Suggestion
    score: Score
    obstacles: tuple[str, ...]
    blocks: list[PairBlock]
    is_introduced: bool


def examine(*, need: Listing, offer: Listing, now: datetime) -> Examined:
    """Score a need and an offer by the weights in force, whoever owns them and whatever became of them.

    Raises NotRead where one of them has no index. The same pair among the suggestions has the same score.
    """
    for listing in (need, offer):
        if not hasattr(listing, "index") or listing.index.dense is None:
            raise NotRead(listing)
    loaded = {listing.pk: listing for listing in load([need.pk, offer.pk])}
    answering = document_side(offer)  # with the word vectors, which `load` leaves out
    need, offer = loaded[need.pk], loaded[offer.pk]
    evidence = compare(query_sides([need])[need.pk], answering)
    suggestion = row_of(need, Candidate(offer, text_pair(evidence)), Rules.in_force(), now=now)
    score = Score.from_json(suggestion.contributions)
    blocks = list(PairBlock.objects.filter(need=need, offer=offer).select_related("blocked_by", "lifted_by"))
    is_blocked = any(each.lifted_at is None for each in blocks)
    stored = Suggestion.objects.filter(need=need, offer=offer).first()
    found = obstacles(need, offer, score, stored, is_blocked=is_blocked)
    return Examined(suggestion, score, found, blocks, stored is not None and stored.introduced_at is not None)


def obstacles(
    need: Listing, offer: Listing, score: Score, stored: Suggestion | None, *, is_blocked: bool
) -> tuple[str, ...]:
    """Codes of all that keeps the pair from being suggested; none if it is suggested."""
    is_suggested = stored is not None and stored.is_current
    is_introduced = is_suggested and stored is not None and stored.introduced_at is not None
    found = {
        "need_not_public": not need.is_published,
        "offer_not_public": not offer.is_published,
        "same_owner": need.organisation_id == offer.organisation_id,
        "need_closed": not need.accepting_interest,
        "offer_closed": not offer.accepting_interest,
        "declined": stored is not None and Suggestion.Side.DECLINED in {stored.need_state, stored.offer_state},
        "blocked": is_blocked,
        "score_too_low": score.value < LEAST_SCORE and not is_introduced,
    }
    found["others_better"] = not is_suggested and not any(found.values())
    return tuple(code for code in OBSTACLES if found[code])
