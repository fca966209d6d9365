"""Needs without an answer: an officer put them there, or time ran out, nothing fits well and nobody was accepted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, Func, OuterRef, Q, TextField
from django.utils import timezone

from catalog.models import Listing, ListingQuerySet
from cooperation.models import Interest
from cooperation.triage_models import Triage
from matching.models import Suggestion, SuggestionQuerySet
from matching.scoring import LABEL_MID
from taxonomy.models import Holiday
from taxonomy.working_days import working_days_ago

GAP = Triage.Outcome.GAP


class Tokens(Func):
    """A row for each of a listing's facets."""

    function = "unnest"
    set_returning = True
    output_field = TextField()


def unmet_needs(*, today: date) -> ListingQuerySet:
    """Published needs on the list: by an officer's decision, or by the clock while no officer has found an answer.

    What an officer has seen when deciding is no answer; what is found afterwards is one.
    """
    fitting = fitting_suggestions()
    by_clock = (
        Q(published_at__lt=end_of(last_day(today))) & Q(Q(triage=None) | Q(triage__outcome="")) & ~Exists(fitting)
    )
    by_officer = Q(triage__outcome=GAP) & ~Exists(fitting.filter(created_at__gt=OuterRef("triage__ended_at")))
    return without_partner(Listing.objects.needs().published(today)).filter(by_clock | by_officer)


def in_field(needs: ListingQuerySet, code: str) -> ListingQuerySet:
    """Needs of a field with all below it."""
    return needs.filter(facets__contains=[token_of(code)])


def count_by_field(needs: ListingQuerySet, codes: Collection[str]) -> dict[str, int]:
    """How many needs there are in each of the fields, in one query."""
    rows = needs.order_by().annotate(token=Tokens(F("facets"))).values_list("token").annotate(Count("pk"))
    found = dict(rows)
    return {code: found.get(token_of(code), 0) for code in codes}


def token_of(code: str) -> str:
    return f"field:{code}"


def fitting_suggestions(need: str = "pk") -> SuggestionQuerySet:
    """Good suggestions for the need of the query around, which neither side has refused."""
    fitting = Suggestion.objects.live().filter(need=OuterRef(need), score__gte=LABEL_MID)
    return fitting.exclude(Q(need_state=Suggestion.Side.DECLINED) | Q(offer_state=Suggestion.Side.DECLINED))


def without_partner(needs: ListingQuerySet) -> ListingQuerySet:
    """Those for which no interest was accepted, from either side."""
    accepted = Interest.objects.filter(state=Interest.State.ACCEPTED)
    return needs.exclude(Exists(accepted.filter(listing=OuterRef("pk")))).exclude(
        Exists(accepted.filter(own_listing=OuterRef("pk")))
    )


def last_day(today: date) -> date:
    """The latest day of publication for which the waiting is over."""
    days = settings.TRIAGE_WORKING_DAYS
    since = today - timedelta(days=3 * days + 30)
    holidays = Holiday.objects.filter(on__gt=since, on__lte=today).values_list("on", flat=True)
    return working_days_ago(today, days, holidays=set(holidays))


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
