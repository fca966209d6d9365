"""Interests that nobody answers: their time is over, or their listing has ended."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from catalog.models import State as ListingState
from cooperation import emails
from cooperation.asking import letters
from cooperation.interests import move
from cooperation.models import Interest, InterestQuestion

#: A listing that is paused is still there.
ENDED = (ListingState.WITHDRAWN, ListingState.FULFILLED, ListingState.EXPIRED, ListingState.ARCHIVED)
A_SWEEP = 500


def lapse_overdue(*, now: datetime) -> int:
    """Interests nobody answered in time lapse, and officers hear of it; safe to run twice and side by side.

    What an officer has not passed on yet is nobody else's fault, and waits.
    """
    questions = InterestQuestion.objects.filter(interest=OuterRef("pk"))
    with transaction.atomic():
        overdue = (
            Interest.objects.overdue(timezone.localdate(now))
            .exclude(Exists(questions.filter(state=InterestQuestion.State.HELD)))
            .annotate(is_asked=Exists(questions.filter(state=InterestQuestion.State.ASKED)))
            .select_for_update(skip_locked=True, of=("self",), no_key=True)
            .order_by("pk")
        )
        found = list(overdue[:A_SWEEP])
        for interest in found:
            move(interest, "lapse", by=None, now=now)
            emails.interest_lapsed(interest, was_asked=was_asked(interest))
        if silent := [each for each in found if not was_asked(each)]:
            letters.unanswered(silent)
    return len(found)


def was_asked(interest: Interest) -> bool:
    """Whether it was the sender's turn."""
    return bool(interest.is_asked)  # type: ignore[attr-defined]


def close_ended(*, now: datetime) -> int:
    """Close what waits for the owner of a listing that is no longer offered; safe twice and side by side."""
    with transaction.atomic():
        waiting = Interest.objects.filter(state=Interest.State.SENT, listing__state__in=ENDED)
        locked = waiting.select_for_update(skip_locked=True, of=("self",), no_key=True).order_by("pk")[:A_SWEEP]
        found = list(locked)
        for interest in found:
            move(interest, "close", by=None, now=now)
            letters.closed(interest)
    return len(found)
