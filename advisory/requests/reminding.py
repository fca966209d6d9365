"""Reminders of deadlines: three days before, on the day, three days after; one letter a day to a person at most."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import once_a_day
from accounts.models import User
from accounts.outbox import enqueue
from advisory.models import Party, RequestState, ServiceOffer, ServiceRequest
from advisory.requests.history import record

REMINDERS = (-3, 0, 3)
BATCH = 200
KIND = "service_reminder"


@transaction.atomic
def remind_due(*, now: datetime) -> int:
    """Remind the experts of what is due; once it is late, the officer reads it too. How many requests."""
    once_a_day.hold(KIND)
    today = timezone.localdate(now)
    waiting = awaiting(today).select_for_update(skip_locked=True, of=("self",), no_key=True)
    requests = list(waiting.select_related("officer").order_by("due_on", "pk")[:BATCH])
    chosen = ServiceOffer.objects.filter(request__in=requests, state=ServiceOffer.State.CHOSEN)
    experts = {offer.request_id: offer.expert.user for offer in chosen.select_related("expert__user")}
    mine: dict[User, list[ServiceRequest]] = defaultdict(list)
    readers = {request: readers_of(request, experts.get(request.pk), today=today) for request in requests}
    told = once_a_day.told_on(KIND, today, {user for users in readers.values() for user in users})
    for request, users in readers.items():
        untold = [user for user in users if user not in told]
        if not untold and any(user.is_active for user in users):
            continue
        late = (today - due(request)).days
        for user in untold:
            mine[user].append(request)
        request.reminded = max(days for days in REMINDERS if days <= late)
        request.save(update_fields=["reminded"])
        record(request, "reminded", party=Party.OFFICER, now=now, due_on=str(request.due_on))
    for user, rows in mine.items():
        remind(user, rows, today=today)
    return len(requests)


def readers_of(request: ServiceRequest, expert: User | None, *, today: date) -> list[User]:
    """The expert whose work is due, and once it is late the officer."""
    is_late = (today - due(request)).days >= REMINDERS[-1]
    return [user for user in (expert, request.officer if is_late else None) if user]


def awaiting(today: date) -> QuerySet[ServiceRequest]:
    wanted = Q()
    for days in REMINDERS:
        wanted |= Q(due_on__lte=today - timedelta(days=days)) & (Q(reminded=None) | Q(reminded__lt=days))
    return ServiceRequest.objects.filter(wanted, state=RequestState.UNDER_WAY)


def due(request: ServiceRequest) -> date:
    assert request.due_on is not None  # held by a constraint while work is under way
    return request.due_on


def remind(user: User, requests: list[ServiceRequest], *, today: date) -> None:
    """One letter with all that is due, the latest first."""
    with translation.override(user.language):
        lines = [
            {"request": request, "url": settings.SITE_URL + request.get_absolute_url()}
            for request in sorted(requests, key=lambda each: (due(each), each.pk))
        ]
        enqueue(
            key=once_a_day.key_of(KIND, user, today),
            kind=KIND,
            to=user.email,
            user=user,
            language=user.language,
            template="advisory/emails/reminder",
            context={
                "person": user,
                "lines": lines,
                "count": len(lines),
                "first": lines[0]["request"],
                "why": _("you take part in this request for a service"),
            },
        )
