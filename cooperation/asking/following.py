"""The interests that officers follow, in groups."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from cooperation.models import Interest, InterestQuestion

TO_PASS_ON, SILENT, WAITING = "pass-on", "unanswered", "waiting"
GROUPS = {
    TO_PASS_ON: _("Questions to pass on"),
    SILENT: _("Without an answer"),
    WAITING: _("Awaiting an answer"),
}
#: Days for which an officer asks an owner who did not answer.
ASKED_AFTER = 60


def numbers(officer: User) -> dict[str, int]:
    """How many interests each group holds."""
    counted = {group.replace("-", "_"): Count("pk", filter=condition(group)) for group in GROUPS}
    found = of_others(officer).aggregate(**counted)
    return {group: found[group.replace("-", "_")] for group in GROUPS}


def in_group(group: str, *, officer: User) -> QuerySet[Interest]:
    """The interests of a group, the most urgent first."""
    found = of_others(officer).filter(condition(group)).select_related("listing__officer", "organisation")
    return found.order_by("-answered_at", "pk") if group == SILENT else found.order_by("due_on", "pk")


def condition(group: str) -> Q:
    state = Interest.State
    held = Exists(InterestQuestion.objects.filter(interest=OuterRef("pk"), state=InterestQuestion.State.HELD))
    since = timezone.now() - timedelta(days=ASKED_AFTER)
    return {
        TO_PASS_ON: Q(held, state=state.SENT),
        SILENT: Q(state=state.LAPSED, answered_at__gte=since),
        WAITING: Q(state=state.SENT),
    }[group]


def of_others(officer: User) -> QuerySet[Interest]:
    """Without those of the officer's own organisations."""
    mine = Organisation.objects.of(officer).values("pk")
    return Interest.objects.exclude(Q(organisation__in=mine) | Q(listing__organisation__in=mine))
