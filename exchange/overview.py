"""What officers see first: what is new, late, ending, standing still or reported, and the catalogue in figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from catalog.browsing import FIELDS, Entry, entries
from catalog.models import Kind, Listing, ListingQuerySet, ProblemReport
from cooperation.models import Interest
from cooperation.triage import running
from matching.models import Answer
from taxonomy.models import Concept

NEW_DAYS = 7
EXPIRING_DAYS = 30
STALE = timedelta(days=183)
MONTHS = 12
MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Numbers:
    """What waits for officers, by kind of work."""

    new: int
    overdue: int
    late_needs: int
    expiring: int
    stale: int
    reported: int


@dataclass(frozen=True, slots=True)
class Month:
    """What was published in one month."""

    first: date
    offers: int
    needs: int


def numbers(*, now: datetime) -> Numbers:
    today = timezone.localdate(now)
    waiting = Listing.objects.awaiting_review()
    counted = waiting.aggregate(
        new=Count("pk", filter=Q(submitted_at__gt=now - timedelta(days=NEW_DAYS))),
        overdue=Count("pk", filter=Q(review_due_on__lt=today)),
    )
    return Numbers(
        **counted,
        late_needs=running(today).filter(due_on__lt=today).count(),
        expiring=expiring(today=today).count(),
        stale=stale(now=now).count(),
        reported=ProblemReport.objects.open().count(),
    )


def expiring(*, today: date) -> ListingQuerySet:
    """Public listings near the end of their validity, the first to end first."""
    soon = Listing.objects.published(today).filter(valid_until__lte=today + timedelta(days=EXPIRING_DAYS))
    return soon.select_related("organisation", "officer").order_by("valid_until", "pk")


def stale(*, now: datetime) -> ListingQuerySet:
    """Public for half a year, and in half a year nobody has edited, renewed, asked or answered; the oldest first."""
    since = now - STALE
    asked = Interest.objects.filter(Q(sent_at__gte=since) | Q(answered_at__gte=since))
    answered = Answer.objects.filter(at__gte=since)
    still = Listing.objects.published(timezone.localdate(now)).filter(published_at__lt=since, updated_at__lt=since)
    for own in ("listing", "own_listing"):
        still = still.exclude(Exists(asked.filter(**{own: OuterRef("pk")})))
    for own in ("need", "offer"):
        still = still.exclude(Exists(answered.filter(**{f"suggestion__{own}": OuterRef("pk")})))
    return still.select_related("organisation", "officer").order_by("updated_at", "pk")


def by_field(*, today: date) -> list[Entry]:
    """The main fields with what is published in each and below it."""
    return entries(FIELDS, list(Concept.objects.of(FIELDS.code).roots()), today=today)


def by_month(*, now: datetime) -> list[Month]:
    """What was published in each of the last twelve months and is public, or was."""
    months = [month_back(timezone.localdate(now), back) for back in reversed(range(MONTHS))]
    since = timezone.make_aware(datetime.combine(months[0], datetime.min.time()))
    rows = Listing.objects.filter(published_at__gte=since).annotate(month=TruncMonth("published_at")).order_by()
    counted: Counter[tuple[Any, str]] = Counter()
    for month, kind, count in rows.values_list("month", "kind").annotate(count=Count("pk")):
        counted[timezone.localdate(month), kind] += count
    return [Month(first, counted[first, Kind.OFFER], counted[first, Kind.NEED]) for first in months]


def month_back(today: date, back: int) -> date:
    """The first day of the month so many months ago."""
    count = today.year * 12 + today.month - 1 - back
    return date(count // 12, count % 12 + 1, 1)
