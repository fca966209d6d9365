"""Suggestions of a listing: found, stored once a pair, taken back, answered."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from catalog.models import Listing, ListingIndex
from matching.block_models import PairBlock
from matching.candidates import Candidate, candidates, load
from matching.evidence import evidence_of
from matching.facts import facts_of, fields_of, form_table
from matching.features import FormTable, ListingFacts, Reason
from matching.models import Answer, ListingMatch, Suggestion, WeightSet
from matching.scoring import Score, Weights, score, sigmoid
from matching.weights import active_weights

log = logging.getLogger(__name__)

KEPT = 50
#: Below this a pair is no suggestion: facts and texts together speak against it.
LEAST_SCORE = 0.3
#: Features that the texts alone, or they too, can make known.
READ_IN_TEXTS = frozenset({"figures", "limits", "subject", "trl"})
_LOCK = 7_304_002
_ANSWERED = (Suggestion.Side.INTERESTED, Suggestion.Side.DECLINED)
_UPDATED = [
    "score", "logit", "contributions", "explanation", "weights", "need_hash", "offer_hash", "is_current", "computed_at",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """What scores are computed by: the weights in force, as stored and as values, and the table of forms."""

    stored: WeightSet
    weights: Weights
    forms: FormTable

    @classmethod
    def in_force(cls) -> Rules:
        return cls(*active_weights(), form_table())


class AnswerError(Exception):
    """An answer that cannot be recorded."""


class AlreadyAnswered(AnswerError):
    """This side has already answered the suggestion."""


def awaiting_match() -> QuerySet[Listing]:
    """Public listings matched never, with other content or under other weights; and matched ones no longer public.

    The newest come first: whoever has just published waits for no backlog.
    """
    stored, _ = active_weights()
    today = timezone.localdate()
    public = Q(state="published", valid_until__gte=today, accepting_interest=True)
    ready = public & Q(index__is_public=True) & ~Q(index__content_hash="unreadable")
    unmatched = Q(match__isnull=True) | ~Q(match__content_hash=F("index__content_hash")) | ~Q(match__weights=stored)
    gone = ~public & Q(match__isnull=False)
    return Listing.objects.filter(ready & unmatched | gone).order_by("-published_at", "-pk")


def match_awaiting(*, now: datetime, limit: int = 50, seconds: float = math.inf) -> int:
    """Refresh or take back the suggestions of up to `limit` listings, each in its own transaction; how many.

    A failure of the database leaves a listing to the next sweep, one of its own content sets it aside. After `seconds`
    the rest is left to the next call, so that other jobs get their turn.
    """
    done, deadline = 0, time.monotonic() + seconds
    for pk in awaiting_match().values_list("pk", flat=True)[:limit]:
        if time.monotonic() > deadline:
            break
        try:
            with transaction.atomic():
                listing = _claim(pk)
                if listing is not None:
                    _match(listing, now=now)
                    done += 1
        except (OperationalError, InterfaceError):
            log.warning("listing %s waits for the next sweep", pk, exc_info=True)
        except Exception:
            log.exception("listing %s cannot be matched", pk)
            _set_aside(pk, now=now)
    return done


def _claim(pk: int) -> Listing | None:
    """The listing, locked; None if another worker has it, or has finished it since this one looked."""
    listing = Listing.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=pk).first()
    return listing if listing is not None and awaiting_match().filter(pk=pk).exists() else None


def _match(listing: Listing, *, now: datetime) -> None:
    if listing.is_published and listing.accepting_interest:
        refresh_suggestions(listing=listing, now=now)
    else:
        drop_suggestions(listing=listing)


def refresh_suggestions(*, listing: Listing, now: datetime) -> int:
    """Score a listing against its candidates and keep the best: 50 of its own, and where it is among another's 50.

    The same world again leaves the same rows. Returns how many suggestions the listing has.
    """
    [listing] = load([listing.pk])
    rules, blocked = Rules.in_force(), blocked_with(listing)
    scored = sorted(_scored(listing, rules, without=blocked), key=lambda entry: (-entry[1].logit, entry[0].listing.pk))
    fitting = [entry for entry in scored if entry[1].value >= LEAST_SCORE]
    full = _thresholds([candidate.listing for candidate, _ in fitting[KEPT:]], excluding=listing)
    kept = fitting[:KEPT] + [
        (candidate, found) for candidate, found in fitting[KEPT:] if found.value > full.get(candidate.listing.pk, 0.0)
    ]
    rows = {candidate.listing: row_of(listing, candidate, rules, now=now) for candidate, _ in kept}
    with transaction.atomic():
        write_lock()
        current = _pairs_of(listing).filter(is_current=True, introduced_at=None)
        current.exclude(**{f"{_other(listing)}__in": rows}).update(is_current=False)
        _pairs_of(listing).filter(is_current=False, introduced_at__isnull=False).update(is_current=True)
        for other in _changed(rows):
            del rows[other]
        Suggestion.objects.bulk_create(
            sorted(rows.values(), key=lambda row: (row.need_id, row.offer_id)),
            update_conflicts=True, unique_fields=["need", "offer"], update_fields=_UPDATED,
        )  # fmt: skip
        # Pairs that were blocked or freed meanwhile leave the list unfinished: the next sweep takes it up again.
        if blocked_with(listing) == blocked:
            _stamp(listing, rules.stored, now=now)
        _name([listing, *rows], rules.stored, now=now)
    return len(rows)


def blocked_with(listing: Listing) -> set[int]:
    """The listings that officers keep apart from a listing."""
    found = PairBlock.objects.in_force().filter(**{_side(listing): listing})
    return set(found.values_list(_other(listing), flat=True))


def _changed(scored: Iterable[Listing]) -> list[Listing]:
    """Those that say something else by now: their own match scores them, or has done so already."""
    read = {listing: listing.index.content_hash for listing in scored}
    found = ListingIndex.objects.filter(pk__in=[listing.pk for listing in read])
    stands = dict(found.values_list("pk", "content_hash"))
    return [listing for listing, digest in read.items() if stands.get(listing.pk) != digest]


def _name(others: Iterable[Listing], stored: WeightSet, *, now: datetime) -> None:
    """Have a row for each listing that is suggested, matched itself or not: so it is taken back when it is gone."""
    named = (ListingMatch(listing=other, content_hash="", weights=stored, matched_at=now) for other in others)
    ListingMatch.objects.bulk_create(named, ignore_conflicts=True)


def _scored(listing: Listing, rules: Rules, *, without: set[int]) -> list[tuple[Candidate, Score]]:
    own, stated = facts_of(listing), fields_of(listing)
    fit = (candidate for candidate in candidates(listing) if candidate.listing.pk not in without)
    return [
        (candidate, _score(listing, own, candidate, rules))
        for candidate in fit
        if _may_fit(listing, stated, candidate, rules)
    ]


def _may_fit(listing: Listing, stated: ListingFacts, candidate: Candidate, rules: Rules) -> bool:
    """Whether the pair could be suggested if all that its texts state spoke for it; reading them is what takes time."""
    other = fields_of(candidate.listing)
    facts = (stated, other) if listing.is_need else (other, stated)
    found = score(*facts, candidate.text, weights=rules.weights, form_table=rules.forms)
    unread = (each for each in found.contributions if each.feature in READ_IN_TEXTS and not each.known)
    return sigmoid(found.logit + sum(each.weight * (1 - each.mean) for each in unread)) >= LEAST_SCORE


def _pair(listing: Listing, candidate: Candidate) -> tuple[Listing, Listing]:
    """The need and the offer of the pair."""
    return (listing, candidate.listing) if listing.is_need else (candidate.listing, listing)


def _score(
    listing: Listing, own: ListingFacts, candidate: Candidate, rules: Rules, evidence: tuple[Reason, ...] = ()
) -> Score:
    other = facts_of(candidate.listing)
    facts = (own, other) if listing.is_need else (other, own)
    return score(*facts, candidate.text, weights=rules.weights, form_table=rules.forms, evidence=evidence)


def _thresholds(others: list[Listing], *, excluding: Listing) -> dict[int, float]:
    """The lowest score in the lists of those that are full, by listing."""
    name = _other(excluding)
    rows = (
        Suggestion.objects.filter(is_current=True, **{f"{name}__in": others}).exclude(**{_side(excluding): excluding})
        .values_list(name).annotate(held=Count("pk"), lowest=Min("score")).filter(held__gte=KEPT).order_by()
    )  # fmt: skip
    return {pk: lowest for pk, _, lowest in rows}


def row_of(listing: Listing, candidate: Candidate, rules: Rules, *, now: datetime) -> Suggestion:
    """The suggestion of a listing and its candidate, with evidence from both texts; not stored."""
    need, offer = _pair(listing, candidate)
    full = _score(listing, facts_of(listing), candidate, rules, evidence_of(need, offer))
    return Suggestion(
        need=need, offer=offer, score=full.value, logit=full.logit, contributions=full.to_json(),
        explanation=explanation(full), weights=rules.stored, need_hash=need.index.content_hash,
        offer_hash=offer.index.content_hash, is_current=True, created_at=now, computed_at=now,
    )  # fmt: skip


def explanation(found: Score) -> dict[str, Any]:
    """What marks the texts: shared terms and aligned phrases, each as both sides write them."""
    terms = [dict(reason.values) for reason in found.reasons if reason.code == "terms"]
    phrases = [dict(reason.values) for reason in found.reasons if reason.code == "phrases"]
    return {"terms": terms[0] if terms else {}, "phrases": phrases}


def hold(suggestion: Suggestion, *, now: datetime) -> Suggestion:
    """Store a pair that an officer introduces, with its score of now; it stands until it is answered or blocked."""
    suggestion.introduced_at = now
    with transaction.atomic():
        write_lock()
        Suggestion.objects.bulk_create(
            [suggestion], update_conflicts=True, unique_fields=["need", "offer"],
            update_fields=[*_UPDATED, "introduced_at"],
        )  # fmt: skip
        _name([suggestion.need, suggestion.offer], suggestion.weights, now=now)
        return Suggestion.objects.get(need=suggestion.need_id, offer=suggestion.offer_id)


def drop_suggestions(*, listing: Listing) -> int:
    """Take back a listing's suggestions, and have the lists it leaves filled again; how many were taken back."""
    with transaction.atomic():
        write_lock()
        current = _pairs_of(listing).filter(is_current=True)
        others = list(current.values_list(_other(listing), flat=True))
        held = Suggestion.objects.filter(is_current=True, **{f"{_other(listing)}__in": others}).values(_other(listing))
        full = held.annotate(held=Count("pk")).filter(held__gte=KEPT).order_by()
        refilled = list(full.values_list(_other(listing), flat=True))
        current.update(is_current=False)
        ListingMatch.objects.filter(Q(listing=listing) | Q(listing__in=refilled)).delete()
    return len(others)


def mark_viewed(*, suggestions: Iterable[Suggestion], side: str) -> None:
    """Note that a side has opened the suggestions; later states stay."""
    seen = Suggestion.objects.filter(
        pk__in=[each.pk for each in suggestions], **{f"{side}_state__in": ["new", "emailed"]}
    )
    seen.update(**{f"{side}_state": Suggestion.Side.VIEWED})


def mark_emailed(*, suggestions: Iterable[Suggestion], side: str, now: datetime) -> int:
    """Note that suggestions went out in a digest, each once; how many were not noted before."""
    rows = Suggestion.objects.filter(pk__in=[each.pk for each in suggestions], **{f"{side}_emailed_at": None})
    rows.filter(**{f"{side}_state": Suggestion.Side.NEW}).update(**{f"{side}_state": Suggestion.Side.EMAILED})
    return rows.update(**{f"{side}_emailed_at": now})


def mark_reached(*, need: int, offer: int, reached: int) -> int:
    """Note how far the two listings of a suggestion have come together; whether there is one that did not say so."""
    rows = Suggestion.objects.filter(need=need, offer=offer).exclude(reached=reached)
    return rows.update(reached=reached)


def answer(
    *,
    suggestion: Suggestion,
    side: str,
    by: User,
    decision: str,
    now: datetime,
    reason_code: str = "",
    comment: str = "",
) -> Answer:
    """Record a side's explicit answer ("interested" or "declined") with the features it was given to; once a side."""
    if decision not in _ANSWERED:
        raise ValueError(decision)
    with transaction.atomic():
        locked = Suggestion.objects.select_for_update(no_key=True).get(pk=suggestion.pk)
        if getattr(locked, f"{side}_state") in _ANSWERED:
            raise AlreadyAnswered(f"{side} of {locked.pk}")
        setattr(locked, f"{side}_state", decision)
        locked.save(update_fields=[f"{side}_state"])
        setattr(suggestion, f"{side}_state", decision)
        return Answer.objects.create(
            suggestion=locked, side=side, answer=decision, reason=reason_code, note=comment, by=by, at=now,
            contributions=locked.contributions, weights_id=locked.weights_id,
        )  # fmt: skip


def _pairs_of(listing: Listing) -> QuerySet[Suggestion]:
    return Suggestion.objects.for_listing(listing)


def _side(listing: Listing) -> str:
    return "need" if listing.is_need else "offer"


def _other(listing: Listing) -> str:
    return "offer" if listing.is_need else "need"


def _stamp(listing: Listing, stored: WeightSet, *, now: datetime) -> None:
    ListingMatch.objects.update_or_create(
        listing=listing,
        defaults={"content_hash": listing.index.content_hash, "weights": stored, "matched_at": now},
    )


def _set_aside(pk: int, *, now: datetime) -> None:
    """Count a listing that cannot be matched as matched until it changes, so that the sweep goes on without it."""
    listing = Listing.objects.select_related("index").filter(pk=pk, index__isnull=False).first()
    if listing is not None:
        _stamp(listing, active_weights()[0], now=now)


def write_lock() -> None:
    """One writer of suggestions at a time: two listings' rows overlap in no common order. Held for milliseconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
