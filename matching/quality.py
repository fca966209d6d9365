"""What people answered to suggestions: by score, by reason, over time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from matching.calibration import Answered
from matching.models import Answer, Suggestion
from matching.scoring import sigmoid

SIDES = ("need", "offer")
#: What an officer may look back on, in days; 0 is everything.
PERIODS = (30, 90, 365, 0)
USUAL = 365


@dataclass(frozen=True, slots=True)
class Declined:
    """How often a reason was given for declining, by side; "" is no reason."""

    code: str
    need: int
    offer: int

    @property
    def total(self) -> int:
        return self.need + self.offer


@dataclass(frozen=True, slots=True)
class Month:
    """The answers of one month."""

    first: date
    interested: int
    declined: int


def answers_of(days: int, *, now: datetime) -> QuerySet[Answer]:
    """The answers of the last so many days; of all time for 0."""
    found = Answer.objects.filter(at__lte=now)
    return found.filter(at__gt=now - timedelta(days=days)) if days else found


def answered_pairs(answers: QuerySet[Answer]) -> list[Answered]:
    """The pairs that were answered in the period, each once, with the score of its latest answer."""
    rows = answers.order_by("at", "pk").values_list("suggestion", "answer", "contributions__logit", "suggestion__score")
    scores: dict[int, float] = {}
    interested: Counter[int] = Counter()
    declined: Counter[int] = Counter()
    for pair, answer, logit, present in rows:
        scores[pair] = sigmoid(logit) if isinstance(logit, float | int) else present
        (interested if answer == Suggestion.Side.INTERESTED else declined)[pair] += 1
    return [Answered(score, interested[pair], declined[pair]) for pair, score in scores.items()]


def declines(answers: QuerySet[Answer]) -> list[Declined]:
    """Reasons for declining, the most frequent first."""
    rows = answers.filter(answer=Suggestion.Side.DECLINED).values_list("reason", "side").order_by("reason")
    found: dict[str, Counter[str]] = {}
    for reason, side, number in rows.annotate(number=Count("pk")):
        found.setdefault(reason, Counter())[side] = number
    counted = [Declined(code, sides["need"], sides["offer"]) for code, sides in found.items()]
    return sorted(counted, key=lambda each: (-each.total, each.code))


def by_month(answers: QuerySet[Answer]) -> list[Month]:
    """Answers by month, the first to the last without a gap."""
    rows = answers.annotate(month=TruncMonth("at")).values_list("month", "answer").order_by("month")
    found: dict[date, Counter[str]] = {}
    for month, answer, number in rows.annotate(number=Count("pk")):
        found.setdefault(timezone.localtime(month).date(), Counter())[answer] = number
    months = months_between(min(found), max(found)) if found else []
    empty: Counter[str] = Counter()
    return [
        Month(first, found.get(first, empty)["interested"], found.get(first, empty)["declined"]) for first in months
    ]


def months_between(first: date, last: date) -> list[date]:
    """The first days of all months from one to the other."""
    months = [first]
    while months[-1] < last:
        months.append((months[-1] + timedelta(days=32)).replace(day=1))
    return months
