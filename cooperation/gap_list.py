"""Needs without an answer: published long enough, yet nothing fits well and nobody was accepted."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from catalog.models import Listing, ListingQuerySet
from cooperation.models import Interest
from matching.models import Suggestion
from matching.scoring import LABEL_MID
from taxonomy.models import Holiday
from taxonomy.working_days import working_days_ago


def unmet_needs(*, today: date) -> ListingQuerySet:
    """Published needs that have waited in vain for as many working days as a need may wait."""
    fitting = Suggestion.objects.live().filter(need=OuterRef("pk"), score__gte=LABEL_MID)
    fitting = fitting.exclude(Q(need_state=Suggestion.Side.DECLINED) | Q(offer_state=Suggestion.Side.DECLINED))
    accepted = Interest.objects.filter(state=Interest.State.ACCEPTED)
    return (
        Listing.objects.needs()
        .published(today)
        .filter(published_at__lt=end_of(last_day(today)))
        .exclude(Exists(fitting))
        .exclude(Exists(accepted.filter(listing=OuterRef("pk"))))
        .exclude(Exists(accepted.filter(own_listing=OuterRef("pk"))))
    )


def last_day(today: date) -> date:
    """The latest day of publication for which the waiting is over."""
    days = settings.GAP_LIST_WORKING_DAYS
    since = today - timedelta(days=3 * days + 30)
    holidays = Holiday.objects.filter(on__gt=since, on__lte=today).values_list("on", flat=True)
    return working_days_ago(today, days, holidays=set(holidays))


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
