"""Suggestions by e-mail: to each person at the pace they chose, and no pair twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Case, F, Max, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership, Organisation, User
from accounts.outbox import enqueue
from accounts.quiet import is_holiday, may_write
from accounts.quiet_hours import is_quiet
from catalog.models import Listing
from matching.models import DigestEntry, Suggestion, SuggestionQuerySet
from matching.scoring import label_of
from matching.suggestions import mark_emailed
from matching.to_answer import arranged
from matching.wording import Fact, concept_names, facts_of

PACE = {
    User.SuggestionMail.AT_ONCE: timedelta(0),
    User.SuggestionMail.DAILY: timedelta(days=1),
    User.SuggestionMail.WEEKLY: timedelta(days=7),
}
#: Below this a suggestion is worth a look on the page, not a letter.
LEAST_SCORE = 0.5
MOST_PER_LETTER = 10
#: The strongest reasons; the page tells them all.
MOST_FACTS = 4
#: Whoever is written to at once is not written to without end: what exceeds these waits for the next day.
A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
UNLIMITED = 1000
MOST_PER_LISTING = 3
#: How many of a listing's new suggestions a letter is chosen from, so that one owner's many hide nobody else's.
MOST_WEIGHED = 20
MOST_PER_DAY = 30


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


def wanting() -> QuerySet[User]:
    """People who want suggestions by e-mail and belong to an organisation."""
    members = User.objects.filter(is_active=True, pk__in=Membership.objects.values("user"))
    return members.exclude(suggestion_mail=User.SuggestionMail.NEVER)


def people_due(*, now: datetime) -> list[int]:
    """People who want suggestions by e-mail and whose pace and quiet hours allow a letter now."""
    day_off = is_holiday(now)
    rows = wanting().annotate(last=Max("digest_entries__at"))
    return [
        pk
        for pk, pace, quiet, last in rows.values_list("pk", "suggestion_mail", "quiet_hours", "last")
        if is_due(pace, last, now=now) and not is_quiet(now, quiet, is_holiday=day_off)
    ]


def is_due(pace: str, last: datetime | None, *, now: datetime) -> bool:
    return last is None or last + PACE[User.SuggestionMail(pace)] <= now


def send_to(*, user_id: int, now: datetime) -> int:
    """One letter per organisation with the person's best new suggestions; the number of letters."""
    with transaction.atomic():
        user = wanting().select_for_update(skip_locked=True, of=("self",), no_key=True).filter(pk=user_id).first()
        if user is None:
            return 0
        # Another sweep may have written, and the person may have changed their mind, since people_due looked.
        last = user.digest_entries.aggregate(last=Max("at"))["last"]
        if not is_due(user.suggestion_mail, last, now=now) or not may_write(user, now=now):
            return 0
        left, written = letters_left(user, now=now), 0
        for organisation in Organisation.objects.of(user).select_related("kind").order_by("pk"):
            if written < left:
                written += write(user, organisation, now=now)
        return written


def letters_left(user: User, *, now: datetime) -> int:
    """How many more letters the person wants within seven days; what has to wait is chosen anew then."""
    if not user.letters_per_week:
        return UNLIMITED
    week = user.digest_entries.filter(at__gt=now - A_WEEK).order_by()
    return max(0, user.letters_per_week - week.values("at", "organisation").distinct().count())


def write(user: User, organisation: Organisation, *, now: datetime) -> bool:
    fresh = choose(new_for(user, organisation), organisation, written_today(user, organisation, now=now))
    if not fresh:
        return False
    with translation.override(user.language):
        groups = group(fresh, organisation)
    enqueue(
        key=f"digest/{user.pk}/{organisation.pk}/{min(suggestion.pk for suggestion in fresh)}",
        kind="digest",
        to=user.email,
        user=user,
        language=user.language,
        template="matching/emails/digest",
        context={
            "organisation": organisation,
            **({"person": user} if organisation.is_individual else {}),
            "groups": groups,
            "count": len(fresh),
            "why": gettext_lazy("you chose to receive suggestions of partners by e-mail"),
        },
        unsubscribe="suggestions",
    )
    DigestEntry.objects.bulk_create(
        DigestEntry(user=user, suggestion=suggestion, organisation=organisation, at=now) for suggestion in fresh
    )
    for side in ("need", "offer"):
        mine = [suggestion for suggestion in fresh if own_side(suggestion, organisation).kind == side]
        mark_emailed(suggestions=mine, side=side, now=now)
    return True


def new_for(user: User, organisation: Organisation) -> SuggestionQuerySet:
    """The best live suggestions of each of the organisation's listings that neither side has answered.

    Good enough for a letter, and in no letter to this person yet. Where the other side is interested, a letter of its
    own says so; where it is not, there is nothing to suggest. A pair introduced by an officer had its own letter too.
    """
    place = Window(RowNumber(), partition_by=F("own"), order_by=["-score", "pk"])
    return (
        Suggestion.objects.live()
        .filter(
            Q(need__organisation=organisation) | Q(offer__organisation=organisation),
            need_state__in=Suggestion.UNANSWERED,
            offer_state__in=Suggestion.UNANSWERED,
            score__gte=LEAST_SCORE,
            introduced_at=None,
        )
        .exclude(pk__in=DigestEntry.objects.filter(user=user).values("suggestion"))
        .annotate(
            own=Case(When(need__organisation=organisation, then=F("need")), default=F("offer")),
            place=place,
        )
        .filter(place__lte=MOST_WEIGHED)
        .order_by("-score", "pk")
    )


def written_today(user: User, organisation: Organisation, *, now: datetime) -> Counter[int]:
    """How many suggestions the person was sent within a day, by the organisation's listing."""
    entries = DigestEntry.objects.filter(user=user, at__gt=now - A_DAY).select_related(
        "suggestion__need", "suggestion__offer"
    )
    mine = entries.filter(
        Q(suggestion__need__organisation=organisation) | Q(suggestion__offer__organisation=organisation)
    )
    return Counter(own_side(entry.suggestion, organisation).pk for entry in mine)


def choose(found: SuggestionQuerySet, organisation: Organisation, written: Counter[int]) -> list[Suggestion]:
    """The best few per listing, no other owner crowding them, and in all; the rest waits."""
    chosen: list[int] = []
    for side in ("need", "offer"):
        for own, order in arranged(found.filter(**{f"{side}__organisation": organisation}), side=side).items():
            chosen += order.order[: max(0, MOST_PER_LISTING - written[own])]
    room = max(0, min(MOST_PER_LETTER, MOST_PER_DAY - written.total()))
    best = Suggestion.objects.filter(pk__in=chosen).order_by("-score", "pk")
    return list(best.select_related("need__organisation", "offer__organisation")[:room])


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
    """A suggestion for a letter, with what speaks most for it or against it."""
    own = own_side(suggestion, organisation)
    percent = round(100 * suggestion.score)
    band = label_of(percent / 100)
    return Line(
        suggestion=suggestion,
        own=own,
        other=suggestion.offer if own == suggestion.need else suggestion.need,
        percent=percent,
        band=band,
        label={"high": _("Very good match"), "mid": _("Good match"), "low": _("Worth a look")}[band],
        facts=[fact for fact in facts_of(suggestion, names) if fact.tone != "na"][:MOST_FACTS],
    )
