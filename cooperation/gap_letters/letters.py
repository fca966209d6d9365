"""The letter itself: one a week and person, about needs the person has not been told of; none when there are none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.outbox import enqueue
from accounts.quiet import may_write
from catalog.models import GapSubscription, Listing
from catalog.watch_letters import address_in
from cooperation.gap_letters.subscribing import PURPOSE, members_agreeing, note, this_week, untold

MOST_PER_LETTER = 20


def send_due(*, now: datetime) -> int:
    """Write the letters that are due; run twice, side by side or with the clock put back, no need is told twice."""
    return sum(send_to(pk, now=now) for pk in due(now).order_by("pk").values_list("pk", flat=True))


def due(now: datetime) -> QuerySet[GapSubscription]:
    """Those not looked at since Monday morning."""
    return GapSubscription.objects.filter(user__in=members_agreeing()).exclude(week=this_week(now))


@transaction.atomic
def send_to(pk: int, *, now: datetime) -> int:
    """One letter, or none; nobody in quiet hours, nor one whom another sweep writes to."""
    rows = due(now).filter(pk=pk).select_related("user")
    subscription = rows.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    if subscription is None or not may_write(subscription.user, now=now):
        return 0
    needs = list(untold(subscription, now=now).order_by("-published_at", "-pk"))
    subscription.week = this_week(now)
    subscription.save(update_fields=["week"])
    if not needs:
        return 0
    write(subscription.user, needs, key=f"gaps/{subscription.pk}/{min(need.pk for need in needs)}")
    note(subscription, needs, now=now)
    return 1


def write(user: User, needs: Sequence[Listing], *, key: str) -> None:
    enqueue(
        key=key,
        kind=PURPOSE,
        to=user.email,
        user=user,
        language=user.language,
        template="cooperation/emails/gaps",
        context={
            "person": user,
            "needs": needs[:MOST_PER_LETTER],
            "count": len(needs),
            "more": max(len(needs) - MOST_PER_LETTER, 0),
            "list_url": settings.SITE_URL + address_in(user.language, "catalog:gap-list"),
            "fields_url": settings.SITE_URL + address_in(user.language, "cooperation:gap-letters"),
            "why": gettext_lazy("you asked to be told of new unmet needs once a week"),
        },
        unsubscribe=PURPOSE,
    )
