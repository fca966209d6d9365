"""How an organisation answers others: in time or not, and with which reasons it declines. For officers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q

from accounts.models import Organisation
from cooperation.models import Interest
from matching.models import Answer, Suggestion

ANSWERED = (Interest.State.ACCEPTED, Interest.State.DECLINED)


@dataclass(slots=True)
class Answering:
    """`due` interests were answered, `in_time` or not, or lapsed; answers to suggestions have no deadline."""

    due: int = 0
    in_time: int = 0
    suggestions: int = 0
    declined: int = 0
    counted: Counter[str] = field(default_factory=Counter)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """The coded reasons for declining, the most frequent first."""
        return sorted(self.counted.items(), key=lambda entry: (-entry[1], entry[0]))


def answering_of(organisation: Organisation) -> Answering:
    """What the organisation's listings were asked and how it answered, in two queries."""
    found = Answering()
    count_interests(found, organisation)
    count_suggestions(found, organisation)
    return found


def count_interests(found: Answering, organisation: Organisation) -> None:
    """A declined interest that came from a suggestion is an answer to that as well; its reason is counted there."""
    due = Interest.objects.filter(listing__organisation=organisation, state__in=[*ANSWERED, Interest.State.LAPSED])
    rows = due.annotate(is_free=ExpressionWrapper(Q(suggestion=None), BooleanField())).order_by()
    counts = {"total": Count("pk"), "in_time": Count("pk", filter=Q(answered_at__date__lte=F("due_on")))}
    for state, reason, is_free, total, in_time in rows.values_list("state", "reason", "is_free").annotate(**counts):
        found.due += total
        found.in_time += in_time if state in ANSWERED else 0
        if reason and is_free:
            found.counted[reason] += total


def count_suggestions(found: Answering, organisation: Organisation) -> None:
    own = Q(side="need", suggestion__need__organisation=organisation)
    own |= Q(side="offer", suggestion__offer__organisation=organisation)
    rows = Answer.objects.filter(own).order_by().values_list("answer", "reason")
    for answer, reason, total in rows.annotate(total=Count("pk")):
        found.suggestions += total
        if answer == Suggestion.Side.DECLINED:
            found.declined += total
            if reason:
                found.counted[reason] += total
