"""Reminders to whoever has to answer an interest or a question: on the working day before, and on the day."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts import once_a_day
from accounts.models import User
from accounts.outbox import recipients_by_organisation
from catalog import publishing
from cooperation.asking import letters
from cooperation.models import Interest, InterestQuestion

BATCH = 500


@transaction.atomic
def remind_due(*, now: datetime) -> int:
    """Remind of every answer that is due; how many interests. Nobody is reminded twice on one day."""
    once_a_day.hold(letters.REMINDER)
    today = timezone.localdate(now)
    soon = publishing.working_day(today, 1)
    held = InterestQuestion.objects.filter(interest=OuterRef("pk"), state=InterestQuestion.State.HELD)
    asked = InterestQuestion.objects.filter(interest=OuterRef("pk"), state=InterestQuestion.State.ASKED)
    due = Interest.objects.filter(
        Q(reminded_on=None) | Q(due_on__lte=today, reminded_on__lt=F("due_on")),
        ~Exists(held), state=Interest.State.SENT, due_on__lte=soon, due_on__gte=today,
    )  # fmt: skip
    found = list(
        due.annotate(is_asked=Exists(asked))
        .select_related("listing")
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
        .order_by("pk")[:BATCH]
    )
    members = recipients_by_organisation({side_of(each) for each in found})
    told = once_a_day.told_on(letters.REMINDER, today, {user for users in members.values() for user in users})
    mine: dict[User, list[Interest]] = defaultdict(list)
    reminded = []
    for interest in found:
        waiting = [user for user in members[side_of(interest)] if user not in told]
        # Whom today's letter has gone to already hears of the rest tomorrow.
        if waiting or not members[side_of(interest)]:
            reminded.append(interest.pk)
        for user in waiting:
            mine[user].append(interest)
    for user, rows in mine.items():
        letters.remind(user, rows, today=today)
    return Interest.objects.filter(pk__in=reminded).update(reminded_on=today)


def side_of(interest: Interest) -> int:
    """Whose turn it is: the owner's, or after a question the sender's."""
    is_asked: bool = interest.is_asked  # type: ignore[attr-defined]
    return interest.organisation_id if is_asked else interest.listing.organisation_id
