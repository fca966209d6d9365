"""Letters before a listing's validity ends, and when it has ended: one per organisation and day, each stage once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from accounts.outbox import enqueue, recipients_of
from catalog.models import Listing, ListingQuerySet, ListingReminder, State

#: Days before the end at which the owner is written to.
STAGES = (60, 14, 3)
PASSED = 0
#: Whoever has not renewed this long after the end is left in peace.
TOLD_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Line:
    """A listing in the letter: its last public day, and whether that is over."""

    listing: Listing
    day: date
    is_over: bool
    url: str


def stage_of(left: int) -> int | None:
    """The stage of a listing whose validity ends in `left` days: the nearest one ahead, None before all of them."""
    return PASSED if left < 0 else min((stage for stage in STAGES if left <= stage), default=None)


def due(today: date) -> ListingQuerySet:
    """Listings whose owner has not been told of the stage they are in, the first to end first."""
    wanted = Q()
    for stage, nearest in zip(STAGES, [*(each + 1 for each in STAGES[1:]), 0], strict=True):
        ends = Q(valid_until__range=(today + timedelta(days=nearest), today + timedelta(days=stage)))
        wanted |= Q(state=State.PUBLISHED) & ends & Q(~told(stage))
    over = Q(valid_until__range=(today - TOLD_AFTER, today - timedelta(days=1)))
    wanted |= Q(state=State.EXPIRED) & over & Q(~told(PASSED))
    return Listing.objects.filter(wanted).order_by("valid_until", "pk")


def told(stage: int) -> Exists:
    """Whether a listing's owner knows of this stage or a later one of this end."""
    return Exists(
        ListingReminder.objects.filter(listing=OuterRef("pk"), valid_until=OuterRef("valid_until"), days__lte=stage)
    )


def remind(*, now: datetime) -> int:
    """Write to all whose listings near their end or have reached it; run twice or side by side, each is told once."""
    today = timezone.localdate(now)
    owners = due(today).order_by("organisation").values_list("organisation", flat=True).distinct()
    return sum(remind_organisation(pk=pk, now=now) for pk in owners)


@transaction.atomic
def remind_organisation(*, pk: int, now: datetime) -> int:
    """One letter to each member who looks after the listings; how many listings it names."""
    rows = Organisation.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).filter(pk=pk)
    organisation = rows.select_related("kind").first()
    if organisation is None:
        return 0
    today = timezone.localdate(now)
    listings = [
        (listing, day) for listing in due(today).filter(organisation=organisation) if (day := listing.valid_until)
    ]
    if not listings:
        return 0
    reminders = ListingReminder.objects.bulk_create(
        ListingReminder(listing=listing, valid_until=day, days=stage_of((day - today).days) or PASSED, at=now)
        for listing, day in listings
    )
    for member in recipients_of(organisation):
        write(member, organisation, listings, key=f"validity/{reminders[0].pk}/{member.pk}", today=today)
    return len(listings)


def write(
    member: User, organisation: Organisation, listings: Sequence[tuple[Listing, date]], *, key: str, today: date
) -> None:
    with translation.override(member.language):
        lines = [
            Line(
                listing,
                day,
                day < today,
                settings.SITE_URL + reverse("catalog:listing-history", args=[listing.reference]),
            )
            for listing, day in listings
        ]
    enqueue(
        key=key,
        kind="validity",
        to=member.email,
        user=member,
        language=member.language,
        template="catalog/emails/validity",
        context={
            **({"person": member} if organisation.is_individual else {"organisation": organisation}),
            "lines": lines,
            "count": len(lines),
            "why": gettext_lazy("you look after these listings"),
        },
    )
