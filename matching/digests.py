"""Suggestions by e-mail: to each person at the pace they chose, and no pair twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from accounts.outbox import enqueue
from catalog.models import Listing
from matching.models import DigestEntry, Suggestion
from matching.scoring import label_of
from matching.wording import Fact, concept_names, facts_of

PACE = {
    User.SuggestionMail.AT_ONCE: timedelta(0),
    User.SuggestionMail.DAILY: timedelta(days=1),
    User.SuggestionMail.WEEKLY: timedelta(days=7),
}
#: Below this a suggestion is worth a look on the page, not a letter.
LEAST_SCORE = 0.5
MOST_PER_LETTER = 10
MOST_PER_LISTING = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One suggestion in a letter."""

    suggestion: Suggestion
    own: Listing
    other: Listing
    percent: int
    band: str
    label: str
    facts: list[Fact]


@dataclass(frozen=True, slots=True)
class Group:
    """The suggestions for one listing."""

    listing: Listing
    cards: list[Line]


def send_due(*, now: datetime) -> int:
    """Write the letters that are due; run twice or side by side it writes each once."""
    return sum(send_to(user_id=pk, now=now) for pk in people_due(now=now))


def people_due(*, now: datetime) -> list[int]:
    """People who want suggestions by e-mail and whose pace allows a letter now."""
    wanting = User.objects.filter(is_active=True, memberships__isnull=False).exclude(
        suggestion_mail=User.SuggestionMail.NEVER
    )
    rows = wanting.annotate(last=Max("digest_entries__at")).values_list("pk", "suggestion_mail", "last")
    return [pk for pk, pace, last in rows if last is None or last + PACE[User.SuggestionMail(pace)] <= now]


def send_to(*, user_id: int, now: datetime) -> int:
    """One letter per organisation with the person's best new suggestions; the number of letters."""
    with transaction.atomic():
        user = User.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=user_id).first()
        if user is None:
            return 0
        return sum(write(user, organisation, now=now) for organisation in Organisation.objects.of(user))


def write(user: User, organisation: Organisation, *, now: datetime) -> bool:
    fresh = choose(new_for(user, organisation), organisation)
    if not fresh:
        return False
    with translation.override(user.language):
        groups = group(fresh, organisation)
    first = min(suggestion.pk for suggestion in fresh)
    enqueue(
        key=f"digest/{user.pk}/{organisation.pk}/{first}/{now:%Y%m%d%H%M%S%f}",
        kind="digest",
        to=user.email,
        user=user,
        language=user.language,
        template="matching/emails/digest",
        context={
            "organisation": organisation,
            "groups": groups,
            "count": len(fresh),
            "why": gettext_lazy("you chose to receive suggestions of partners by e-mail"),
        },
        unsubscribe="suggestions",
    )
    DigestEntry.objects.bulk_create(DigestEntry(user=user, suggestion=suggestion, at=now) for suggestion in fresh)
    mark_emailed(fresh, organisation, now=now)
    return True


def new_for(user: User, organisation: Organisation) -> QuerySet[Suggestion]:
    """Live suggestions for the organisation, good enough for a letter, unanswered and not yet in one to this person."""
    unanswered = [Suggestion.Side.NEW, Suggestion.Side.EMAILED, Suggestion.Side.VIEWED]
    return (
        Suggestion.objects.live()
        .filter(
            Q(need__organisation=organisation, need_state__in=unanswered)
            | Q(offer__organisation=organisation, offer_state__in=unanswered),
            score__gte=LEAST_SCORE,
        )
        .exclude(pk__in=DigestEntry.objects.filter(user=user).values("suggestion"))
        .select_related("need__province", "offer__province", "need__organisation", "offer__organisation")
        .order_by("-score", "pk")
    )


def choose(found: QuerySet[Suggestion], organisation: Organisation) -> list[Suggestion]:
    """The best few per listing and in all; the rest waits for the next letter."""
    counts: dict[int, int] = {}
    chosen: list[Suggestion] = []
    for suggestion in found[: 10 * MOST_PER_LETTER]:
        own = own_side(suggestion, organisation).pk
        if counts.get(own, 0) < MOST_PER_LISTING and len(chosen) < MOST_PER_LETTER:
            counts[own] = counts.get(own, 0) + 1
            chosen.append(suggestion)
    return chosen


def own_side(suggestion: Suggestion, organisation: Organisation) -> Listing:
    return suggestion.need if suggestion.need.organisation_id == organisation.pk else suggestion.offer


def group(suggestions: list[Suggestion], organisation: Organisation) -> list[Group]:
    """By one's own listing, in the active language."""
    names = concept_names()
    lines = [line(suggestion, organisation, names) for suggestion in suggestions]
    lines.sort(key=lambda one: (one.own.reference, -one.suggestion.score))
    by_listing = [list(found) for _reference, found in groupby(lines, key=lambda one: one.own.reference)]
    return [Group(cards[0].own, cards) for cards in by_listing]


def line(suggestion: Suggestion, organisation: Organisation, names: dict[tuple[str, str], str]) -> Line:
    own = own_side(suggestion, organisation)
    band = label_of(suggestion.score)
    return Line(
        suggestion=suggestion,
        own=own,
        other=suggestion.offer if own == suggestion.need else suggestion.need,
        percent=round(100 * suggestion.score),
        band=band,
        label={"high": _("Very good match"), "mid": _("Good match"), "low": _("Worth a look")}[band],
        facts=facts_of(suggestion, names),
    )


def mark_emailed(suggestions: list[Suggestion], organisation: Organisation, *, now: datetime) -> None:
    """The side's state moves on from new; the first letter's time stays."""
    for side in ("need", "offer"):
        mine = Suggestion.objects.filter(
            pk__in=[suggestion.pk for suggestion in suggestions], **{f"{side}__organisation": organisation}
        )
        mine.filter(**{f"{side}_state": Suggestion.Side.NEW}).update(**{f"{side}_state": Suggestion.Side.EMAILED})
        mine.filter(**{f"{side}_emailed_at": None}).update(**{f"{side}_emailed_at": now})
