"""Learning the weights from the answers: a manager wants it, a job does it, a manager takes the result over or not."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet

from accounts.models import User
from catalog.wishes import claim, held, let_go
from matching.fitting import REASONS, Observation
from matching.learning import Comparison, from_json, learn, to_json
from matching.models import Answer, Refit, WeightSet
from matching.rescoring import Parts
from matching.weights import active_weights, put_in_force

log = logging.getLogger(__name__)

LEAST_ANSWERS = 200
LEASE = timedelta(minutes=5)
State = Refit.State


class RefitError(Exception):
    """Something that cannot be done with a refit."""


class TooFewAnswers(RefitError):
    """Fewer than LEAST_ANSWERS answers say something about the fit."""


class NotBetter(RefitError):
    """The learnt weights foretell the answers held back worse than those in force, or too few can tell; says which."""


class NotDone(RefitError):
    """There is no result yet, or there will be none."""


def telling_answers() -> QuerySet[Answer]:
    """The answers to learn from: explicit ones about the fit, whose score was not limited by a hard fact."""
    about_fit = Q(answer="interested") | Q(answer="declined", reason__in=REASONS)
    scored = Q(contributions__items__0__isnull=False)
    return Answer.objects.filter(about_fit & scored).exclude(contributions__items__contains=[{"feature": "cap"}])


def answer_counts() -> tuple[int, int]:
    """How many explicit answers there are, and how many of them can be learnt from."""
    telling = Q(pk__in=telling_answers().order_by().values("pk"))
    counts = Answer.objects.order_by().aggregate(total=Count("pk"), telling=Count("pk", filter=telling))
    return counts["total"], counts["telling"]


def observations() -> list[Observation]:
    """The answers to learn from, with the values that the features had when they were given."""
    columns = ("suggestion__need_id", "contributions__items", "answer", "reason", "suggestion__reached")
    return [
        Observation(
            need, Parts.of(items), answer == "interested", REASONS[reason if answer == "declined" else ""], grade
        )
        for need, items, answer, reason, grade in telling_answers().order_by("pk").values_list(*columns)
    ]


def want_refit(*, by: User, now: datetime) -> Refit:
    """Ask for a refit; while one is wanted, that one."""
    if answer_counts()[1] < LEAST_ANSWERS:
        raise TooFewAnswers
    try:
        with transaction.atomic():
            return Refit.objects.create(wanted_by=by, wanted_at=now)
    except IntegrityError:
        return Refit.objects.get(state=State.WANTED)


def run_wanted(*, now: datetime) -> int:
    """Do the refit that is wanted, unless another worker is at it; how many were done."""
    refit = _claim(now=now)
    if refit is None:
        return 0
    try:
        stored, weights = active_weights()
        result = to_json(learn(observations(), weights))
    except Exception:
        log.exception("refit %s failed", refit.pk)
        let_go(refit, now=now)
        return 0
    return held(refit).update(state=State.DONE, finished_at=now, leased_until=None, compared_with=stored, result=result)


def _claim(*, now: datetime) -> Refit | None:
    return claim(Refit.objects.all(), now=now, lease=LEASE, give_up=lambda lost: _give_up(lost, now=now))


def _give_up(refit: Refit, *, now: datetime) -> int:
    return held(refit).update(state=State.FAILED, finished_at=now, leased_until=None)


def comparison_of(refit: Refit) -> Comparison:
    if refit.result is None:
        raise NotDone(refit.pk)
    return from_json(refit.result)


@transaction.atomic
def take_over(*, refit: Refit, note: str, by: User, now: datetime) -> WeightSet:
    """Put the learnt weights in force as a new version; twice makes one.

    Raises NotBetter, or Superseded where the weights that they were measured against are no longer in force.
    """
    refit = (
        Refit.objects.select_for_update(of=("self",), no_key=True)
        .select_related("compared_with", "taken_over_as")
        .get(pk=refit.pk)
    )
    if refit.taken_over_as is not None:
        return refit.taken_over_as
    found = comparison_of(refit)
    if found.obstacle or refit.compared_with is None:
        raise NotBetter(found.obstacle)
    stored = put_in_force(values=dict(found.values), based_on=refit.compared_with.version, note=note, by=by, now=now)
    refit.taken_over_as = stored
    refit.save(update_fields=["taken_over_as"])
    return stored
