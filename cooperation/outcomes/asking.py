"""The question what came of it: asked once for each report, in one letter a day to a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from accounts import once_a_day
from accounts.models import User
from accounts.outbox import enqueue, recipients_by_organisation
from cooperation.models import Cooperation, CooperationEvent, CooperationStage, OutcomeReport, OutcomeRequest
from cooperation.outcome_choices import OutcomeKind
from cooperation.outcomes import due
from cooperation.pipeline.reminding import KIND as DAILY
from cooperation.stage_choices import CooperationState, Side, StageState

KIND = "cooperation_outcome"
#: Questions of one kind that one sweep takes; the next goes on from there.
A_SWEEP = 500


@dataclass(frozen=True, slots=True)
class Question:
    """A report that is to be asked for."""

    cooperation: Cooperation
    kind: str

    @property
    def label(self) -> str:
        return str(OutcomeKind(self.kind).label)

    @property
    def url(self) -> str:
        return f"{settings.SITE_URL}{self.cooperation.get_absolute_url()}#outcomes"


@transaction.atomic
def ask_due(*, now: datetime) -> int:
    """Ask for every report whose time has come; how many. Safe twice and side by side.

    Who had a reminder of a deadline today is asked tomorrow, and so are their colleagues.
    """
    once_a_day.hold(DAILY)
    today = timezone.localdate(now)
    found = [question for kind in due.DUE for question in waiting(kind, today=today)]
    readers = recipients_by_organisation({each.cooperation.need_side_id for each in found})
    told = once_a_day.told_on(DAILY, today, {user for users in readers.values() for user in users})
    asked = [each for each in found if told.isdisjoint(readers[each.cooperation.need_side_id])]
    OutcomeRequest.objects.bulk_create(
        OutcomeRequest(cooperation=each.cooperation, kind=each.kind, at=now) for each in asked
    )
    CooperationEvent.objects.bulk_create(
        CooperationEvent(
            cooperation=each.cooperation, at=now, side=Side.NEED, action="report_asked", values={"report": each.kind}
        )
        for each in asked
    )  # fmt: skip
    mine: dict[User, list[Question]] = defaultdict(list)
    for each in asked:
        for user in readers[each.cooperation.need_side_id]:
            mine[user].append(each)
    for user, questions in mine.items():
        ask(user, questions, today=today)
    return len(asked)


def waiting(kind: str, *, today: date) -> list[Question]:
    """Cooperations whose stage was done long enough ago, with neither a report of this kind nor a question after it."""
    after, until = (end_of(day) for day in due.window(kind, today=today))
    stages = CooperationStage.objects.filter(
        ~Exists(OutcomeRequest.objects.filter(cooperation=OuterRef("cooperation"), kind=kind)),
        ~Exists(OutcomeReport.objects.filter(cooperation=OuterRef("cooperation"), kind=kind)),
        code=due.DUE[kind].stage, state=StageState.DONE, settled_at__gte=after, settled_at__lt=until,
    ).exclude(cooperation__state=CooperationState.CLOSED)  # fmt: skip
    related = stages.select_related("cooperation__need_side", "cooperation__offer_side")
    return [Question(stage.cooperation, kind) for stage in related.order_by("pk")[:A_SWEEP]]


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def ask(user: User, questions: Sequence[Question], *, today: date) -> None:
    """One letter with all questions to a person; its key is that of the day's reminder."""
    with translation.override(user.language):
        enqueue(
            key=once_a_day.key_of(DAILY, user, today),
            kind=KIND,
            to=user.email,
            user=user,
            language=user.language,
            template="cooperation/emails/outcome",
            context={
                "person": user,
                "questions": questions,
                "count": len(questions),
                "first": questions[0],
                "why": gettext_lazy("you take part in this cooperation"),
            },
        )
