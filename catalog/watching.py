"""Searches that people watch: saved, changed, looked at, stopped; what they find is in `arrivals`."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import unquote

from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import QueryDict

from accounts.erasure import erased_people
from accounts.models import User
from catalog.finding import wanted
from catalog.models import Listing, Watch, WatchHit
from catalog.watch_models import Rhythm

MOST_WATCHES = 50
LONGEST_ADDRESS = 4_000
#: A listing published shortly before somebody watched may still have been on its way into the index.
GRACE = timedelta(days=1)


class WatchingError(Exception):
    """A watch that cannot be kept."""


class TooMany(WatchingError):
    """Nobody watches more than MOST_WATCHES searches."""


class TooLong(WatchingError):
    """The search has more filters than a watch can keep, or is none that an address could ask for."""


def canonical(address: str) -> str:
    """The one way of writing a search; unknown names and the order of results are no part of it."""
    if "\x00" in unquote(address):
        raise TooLong(address)
    return wanted(QueryDict(address)).address()


def latest_announcement() -> datetime | None:
    """The stamp of what was announced last; stamps only grow."""
    stamp: datetime | None = Listing.objects.aggregate(latest=Max("announced_at"))["latest"]
    return stamp


def lock(owner_id: int) -> None:
    """Whoever changes a person's watches or writes a letter about them waits for the others."""
    User.objects.select_for_update(no_key=True).get(pk=owner_id)


@transaction.atomic
def save_watch(*, owner: User, address: str, rhythm: str, now: datetime, name: str = "") -> Watch:
    """Watch a search; the same search again is the same watch, with the rhythm chosen last."""
    address = canonical(address)
    if len(address) > LONGEST_ADDRESS:
        raise TooLong(len(address))
    lock(owner.pk)
    known = Watch.objects.of(owner).filter(address=address).first()
    if known is not None:
        return change(watch=known, rhythm=rhythm, name=name or known.name, is_active=True)
    if Watch.objects.of(owner).count() >= MOST_WATCHES:
        raise TooMany(owner.pk)
    seen_to = latest_announcement() or now - GRACE
    return Watch.objects.create(
        owner=owner, address=address, rhythm=rhythm, name=name, created_at=now, looked_at=now, seen_to=seen_to
    )


@transaction.atomic
def change(*, watch: Watch, rhythm: str, name: str, is_active: bool) -> Watch:
    """A new name or rhythm; what was found while no letters were wanted is told by no letter afterwards."""
    lock(watch.owner_id)
    locked = Watch.objects.select_for_update(no_key=True).get(pk=watch.pk)
    if is_active and not locked.is_active:
        locked.seen_to = latest_announcement() or locked.seen_to
    locked.rhythm, locked.name, locked.is_active = Rhythm(rhythm), name, is_active
    locked.save(update_fields=["rhythm", "name", "is_active", "seen_to"])
    if rhythm == Rhythm.NONE or not is_active:
        locked.hits.filter(awaits_letter=True).update(awaits_letter=False)
    return locked


def look(*, watch: Watch, now: datetime) -> None:
    """Its owner has seen what was found."""
    Watch.objects.filter(pk=watch.pk, looked_at__lt=now).update(looked_at=now)


@transaction.atomic
def delete(*, watch: Watch) -> None:
    """Gone with what it has found; a sweep that is just comparing it is waited for, else its finds would hang on."""
    for locked in Watch.objects.select_for_update(no_key=True).filter(pk=watch.pk):
        locked.delete()


@transaction.atomic
def stop_letters(*, owner: User, watch_id: int | None) -> None:
    """No more letters about one watch, or about all; their pages and feeds stay."""
    lock(owner.pk)
    chosen = Watch.objects.of(owner).select_for_update(no_key=True).exclude(rhythm=Rhythm.NONE)
    if watch_id is not None:
        chosen = chosen.filter(pk=watch_id)
    ids = [watch.pk for watch in chosen.order_by("pk")]
    Watch.objects.filter(pk__in=ids).update(rhythm=Rhythm.NONE)
    WatchHit.objects.filter(watch__in=ids, awaits_letter=True).update(awaits_letter=False)


def forget_erased() -> int:
    """Delete the watches of people who were erased: what somebody looks for tells who it is."""
    return watches_of_erased().delete()[0]


def watches_of_erased() -> QuerySet[Watch]:
    return Watch.objects.filter(owner__in=erased_people())
