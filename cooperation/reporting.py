"""What came of a listing: how often it was shown, opened and suggested, and what others answered. Counts only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, Sum
from django.utils import timezone

from catalog.models import Attention
from cooperation.models import Interest
from matching.models import Answer, Suggestion

Period = tuple[datetime, datetime]
ANSWERED = {Interest.State.ACCEPTED: Suggestion.Side.INTERESTED, Interest.State.DECLINED: Suggestion.Side.DECLINED}


@dataclass(slots=True)
class Report:
    """The numbers of one listing in a period; `reasons` counts the coded ones, the most frequent first."""

    shown: int = 0
    opened: int = 0
    suggested: int = 0
    received: int = 0
    interested: int = 0
    declined: int = 0
    counted: Counter[str] = field(default_factory=Counter)

    @property
    def answers(self) -> int:
        return self.interested + self.declined

    @property
    def reasons(self) -> list[tuple[str, int]]:
        return sorted(self.counted.items(), key=lambda entry: (-entry[1], entry[0]))

    @property
    def is_empty(self) -> bool:
        """To be shown among others is nothing to write about yet."""
        return not (self.opened or self.suggested or self.received or self.answers)


def reports(ids: Collection[int], *, period: Period) -> dict[int, Report]:
    """By listing, in a fixed number of queries."""
    found: dict[int, Report] = defaultdict(Report, {pk: Report() for pk in ids})
    count_attention(found, ids, period)
    for own, other in (("need", "offer"), ("offer", "need")):
        count_suggested(found, own, ids, period)
        answers = Answer.objects.filter(side=other, at__range=period, **{f"suggestion__{own}__in": ids}).order_by()
        for pk, answer, reason in answers.values_list(f"suggestion__{own}", "answer", "reason"):
            count_answer(found[pk], answer, reason)
    count_interests(found, ids, period)
    return found


def count_attention(found: dict[int, Report], ids: Collection[int], period: Period) -> None:
    days = [timezone.localdate(moment) for moment in period]
    rows = Attention.objects.filter(listing__in=ids, day__range=days).values_list("listing")
    for pk, shown, opened in rows.annotate(Sum("shown"), Sum("opened")):
        found[pk].shown, found[pk].opened = shown, opened


def count_suggested(found: dict[int, Report], own: str, ids: Collection[int], period: Period) -> None:
    rows = Suggestion.objects.filter(created_at__range=period, **{f"{own}__in": ids}).order_by().values_list(own)
    for pk, count in rows.annotate(count=Count("pk")):
        found[pk].suggested += count


def count_interests(found: dict[int, Report], ids: Collection[int], period: Period) -> None:
    """Interests that came, and answers to those the owner sent without a suggestion: the others were counted above."""
    came = Q(listing__in=ids, sent_at__range=period)
    sent = Q(own_listing__in=ids, suggestion=None, answered_at__range=period)
    columns = ("listing", "own_listing", "suggestion", "state", "reason", "sent_at", "answered_at")
    for listing, own, suggestion, state, reason, sent_at, answered_at in (
        Interest.objects.filter(came | sent).order_by().values_list(*columns)
    ):
        if listing in found and period[0] <= sent_at <= period[1]:
            found[listing].received += 1
        is_answer = own in found and suggestion is None and state in ANSWERED
        if is_answer and answered_at and period[0] <= answered_at <= period[1]:
            count_answer(found[own], ANSWERED[state], reason)


def count_answer(report: Report, answer: str, reason: str) -> None:
    if answer == Suggestion.Side.INTERESTED:
        report.interested += 1
    elif answer == Suggestion.Side.DECLINED:
        report.declined += 1
        if reason:
            report.counted[reason] += 1
