"""Letters about watched searches: one per person and rhythm, each hit in one letter, ended by one click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.outbox import enqueue
from accounts.quiet import may_write
from accounts.quiet_hours import MORNING, ZONE
from catalog.models import Listing, Watch, WatchHit
from catalog.watch_models import Rhythm, WatchHitQuerySet
from catalog.watch_wording import describe, title_of

MOST_PER_WATCH = 10
MOST_PER_LETTER = 40
SALT = "catalog.watches"


class BadToken(Exception):
    """The link is forged, cut off, or belongs to nobody any more."""


@dataclass(frozen=True, slots=True)
class Group:
    """What is new for one watch; `more` listings are on its page only."""

    watch: Watch
    title: str
    listings: list[Listing]
    more: int
    stop_url: str


def send_due(*, now: datetime) -> int:
    """Write the letters that are due; run twice or side by side it writes each once."""
    return sum(send_rhythm(rhythm=rhythm, before=before, now=now) for rhythm, before in due_until(now).items())


def due_until(now: datetime) -> dict[Rhythm, datetime]:
    """Up to when a hit must have been found to be told now: this morning, or last Monday's, where the point is."""
    local = now.astimezone(ZONE)
    morning = datetime.combine(local.date(), MORNING, tzinfo=ZONE)
    if morning > local:
        morning -= timedelta(days=1)
    return {Rhythm.INSTANT: now, Rhythm.DAILY: morning, Rhythm.WEEKLY: morning - timedelta(days=morning.weekday())}


def due_hits(rhythm: Rhythm, before: datetime) -> WatchHitQuerySet:
    return WatchHit.objects.awaiting_letter().filter(watch__rhythm=rhythm, found_at__lte=before)


def send_rhythm(*, rhythm: Rhythm, before: datetime, now: datetime) -> int:
    people = due_hits(rhythm, before).order_by("watch__owner").values_list("watch__owner", flat=True).distinct()
    return sum(send_to(user_id=pk, rhythm=rhythm, before=before, now=now) for pk in people)


@transaction.atomic
def send_to(*, user_id: int, rhythm: Rhythm, before: datetime, now: datetime) -> int:
    """One letter with all that is due to a person; nobody in quiet hours, nor one whom another sweep writes to."""
    people = User.objects.filter(is_active=True, pk=user_id)
    user = people.select_for_update(skip_locked=True, no_key=True).first()
    if user is None or not may_write(user, now=now):
        return 0
    hits = list(
        due_hits(rhythm, before)
        .filter(watch__owner=user)
        .select_related("watch", "listing")
        .order_by("-watch__created_at", "-watch", "-listing__published_at", "-listing")
    )
    if not hits:
        return 0
    write(user, hits)
    WatchHit.objects.filter(pk__in=[hit.pk for hit in hits]).update(awaits_letter=False, emailed_at=now)
    return 1


def write(user: User, hits: list[WatchHit]) -> None:
    with translation.override(user.language):
        groups = grouped(user, hits)
    enqueue(
        key=f"watches/{user.pk}/{min(hit.pk for hit in hits)}",
        kind="watches",
        to=user.email,
        user=user,
        language=user.language,
        template="catalog/emails/watches",
        context={
            "person": user,
            "groups": groups,
            "count": len({hit.listing_id for hit in hits}),
            "watches_url": settings.SITE_URL + address_in(user.language, "catalog:watch-list"),
            "why": gettext_lazy("you watch these searches and asked to be told by e-mail"),
        },
        unsubscribe_url=stop_url(user, None),
    )


def grouped(user: User, hits: list[WatchHit]) -> list[Group]:
    """By watch, in the active language; a listing that several watches found is told under the first."""
    by_watch = [(watch, list(found)) for watch, found in groupby(hits, key=lambda hit: hit.watch)]
    words = describe([watch for watch, _found in by_watch])
    told: set[int] = set()
    groups = []
    for (watch, found), said in zip(by_watch, words, strict=True):
        fresh = [hit.listing for hit in found if hit.listing_id not in told]
        shown = fresh[: max(0, min(MOST_PER_WATCH, MOST_PER_LETTER - len(told)))]
        told.update(listing.pk for listing in fresh)
        if fresh:
            title, more = title_of(watch, said), len(fresh) - len(shown)
            groups.append(Group(watch, title, shown, more, stop_url(user, watch)))
    return groups


def address_in(language: str, name: str, *args: object) -> str:
    with translation.override(language):
        return reverse(name, args=args)


def stop_url(user: User, watch: Watch | None) -> str:
    """A signed link that ends the letters about one watch, or about all of a person's."""
    token = signing.dumps([user.pk, watch.pk if watch else None], salt=SALT)
    return f"{settings.SITE_URL}{address_in(user.language, 'catalog:watch-stop', token)}"


def read_token(token: str) -> tuple[User, int | None]:
    """Whose letters a link ends, and about which watch."""
    try:
        pk, watch_id = signing.loads(token, salt=SALT)
        if watch_id is not None and not isinstance(watch_id, int):
            raise BadToken
        return User.objects.get(pk=pk, is_active=True), watch_id
    except (signing.BadSignature, User.DoesNotExist, ValueError, TypeError) as error:
        raise BadToken from error
