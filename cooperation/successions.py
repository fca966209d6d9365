"""Interests of an organisation that ends: withdrawn, or passed to the organisation it was merged into."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from accounts.models import Organisation, User
from cooperation.interests import move
from cooperation.models import Interest

State = Interest.State
OPEN = (State.SENT, State.ACCEPTED)


def withdraw_sent(*, organisation: Organisation, by: User, now: datetime, note: str) -> None:
    """Nobody waits for an organisation that is closed."""
    waiting = Interest.objects.filter(organisation=organisation, state=State.SENT)
    for interest in waiting.order_by("pk").select_for_update(no_key=True):
        move(interest, "withdraw", by=by, now=now, note=note)


def move_interests(*, source: Organisation, target: Organisation, by: User, now: datetime, note: str) -> None:
    """Every interest stays readable; of two open ones in the same listing the accepted or else the earlier one counts.

    The listings have moved already, so that an interest between the two is one in a listing of one's own.
    """
    touched = Interest.objects.filter(Q(organisation__in=[source, target]) | Q(listing__organisation=target))
    locked = list(touched.order_by("pk").select_for_update(of=("self",), no_key=True))
    ours = [each for each in locked if each.organisation_id in (source.pk, target.pk)]
    kept: dict[int, Interest] = {}
    for interest in sorted(ours, key=lambda each: (each.state != State.ACCEPTED, each.sent_at, each.pk)):
        if interest.state not in OPEN:
            continue
        if interest.listing_id in kept:
            move(interest, "withdraw", by=by, now=now, note=note)
        kept.setdefault(interest.listing_id, interest)
    own = Interest.objects.filter(state=State.SENT, organisation__in=[source, target])
    for interest in own.filter(listing__organisation=target).order_by("pk"):
        move(interest, "withdraw", by=by, now=now, note=note)
    Interest.objects.filter(organisation=source).update(organisation=target)
