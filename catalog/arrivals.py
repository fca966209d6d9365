"""New listings meet the watches: each listing is announced once per publication, and found once per watch, ever.

An announcement is a stamp on the listing that only grows, in the order of commits; a watch keeps the stamp it was
compared up to. So a sweep that finds nothing new costs two small queries, one that was interrupted goes on where it
stopped, and several share the watches.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.db.models import F, Func, TextField
from django.http import QueryDict

from accounts.models import Membership
from catalog.finding import Wanted, asked_for, wanted
from catalog.models import Kind, Listing, ListingQuerySet, Watch, WatchHit
from catalog.watch_models import AWAITS_ANNOUNCEMENT, Rhythm
from catalog.watched_queries import WatchedQueries
from catalog.watching import GRACE, latest_announcement

log = logging.getLogger(__name__)

CHUNK = 50  # whoever changes or looks at one of these watches waits for the rest of them
SECONDS = 45.0
MOST_ANNOUNCED = 1_000
ANNOUNCING = 7_210_001  # the advisory lock under which stamps are given
TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A listing just announced: kind, words and codes tell quickly which searches cannot find it."""

    pk: int
    kind: str
    organisation_id: int
    announced_at: datetime
    published_at: datetime
    lexemes: frozenset[str]
    codes: str


def find_new(*, now: datetime) -> int:
    """Announce what is new and compare it with the watches that have not seen it; the number of hits."""
    announce(now=now)
    latest = latest_announcement()
    deadline = time.monotonic() + SECONDS
    queries = WatchedQueries()
    found = 0
    while latest is not None and time.monotonic() < deadline:
        hits = compare_chunk(latest=latest, now=now, queries=queries)
        if hits is None:
            break
        found += hits
    return found


@transaction.atomic
def announce(*, now: datetime) -> int:
    """Stamp listings that became public and are indexed; stamps grow in the order in which they become visible."""
    fresh = Listing.objects.published().filter(AWAITS_ANNOUNCEMENT, indexed_at=F("updated_at"))
    if not fresh.exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ANNOUNCING])
    ids = list(fresh.order_by("-published_at").values_list("pk", flat=True)[:MOST_ANNOUNCED])
    latest = latest_announcement()
    stamp = now if latest is None else max(now, latest + TICK)
    return Listing.objects.filter(pk__in=ids).update(announced_at=stamp)


@transaction.atomic
def compare_chunk(*, latest: datetime, now: datetime, queries: WatchedQueries) -> int | None:
    """Compare some watches that are behind; nothing when none is left that another sweep does not hold."""
    behind = Watch.objects.behind(latest).select_related("owner").order_by("seen_to", "pk")
    watches = list(behind.select_for_update(skip_locked=True, of=("self",), no_key=True)[:CHUNK])
    if not watches:
        return None
    living = [watch for watch in watches if watch.is_active and watch.owner.is_active]
    hits = hits_of(living, latest=latest, now=now, queries=queries) if living else []
    before = WatchHit.objects.filter(watch__in=living).count()
    WatchHit.objects.bulk_create(hits, ignore_conflicts=True)
    Watch.objects.filter(pk__in=[watch.pk for watch in watches]).update(seen_to=latest)
    return WatchHit.objects.filter(watch__in=living).count() - before


def hits_of(watches: list[Watch], *, latest: datetime, now: datetime, queries: WatchedQueries) -> list[WatchHit]:
    """What the watches find among the new arrivals; equal searches are asked for once."""
    arrivals = arrivals_for(watches, latest=latest)
    own = organisations_of(watches)
    by_address: dict[str, list[Watch]] = defaultdict(list)
    for watch in watches:
        by_address[watch.address].append(watch)
    if arrivals:
        queries.read(asked_for(QueryDict(address)) for address in by_address)
    hits = []
    for address, group in by_address.items():
        found = found_by(address, arrivals, queries)
        hits += [
            WatchHit(watch=watch, listing_id=one.pk, found_at=now, awaits_letter=watch.rhythm != Rhythm.NONE)
            for watch in group
            for one in found
            if is_new_to(watch, one) and one.organisation_id not in own[watch.owner_id]
        ]
    return hits


def is_new_to(watch: Watch, arrival: Arrival) -> bool:
    return arrival.announced_at > watch.seen_to and arrival.published_at > watch.created_at - GRACE


def arrivals_for(watches: list[Watch], *, latest: datetime) -> list[Arrival]:
    """Public listings announced since the furthest behind of some watches was compared."""
    lexemes = Func(F("index__words"), function="tsvector_to_array", output_field=ArrayField(TextField()))
    rows = Listing.objects.published().filter(
        announced_at__gt=min(watch.seen_to for watch in watches),
        announced_at__lte=latest,
        published_at__gt=min(watch.created_at for watch in watches) - GRACE,
    )
    values = rows.values_list("pk", "kind", "organisation_id", "announced_at", "published_at", "index__codes", lexemes)
    return [
        Arrival(pk, kind, owner_id, announced_at, published_at, frozenset(words or ()), codes or "")
        for pk, kind, owner_id, announced_at, published_at, codes, words in values
    ]


def organisations_of(watches: list[Watch]) -> dict[int, set[int]]:
    """By person, the organisations whose listings are no news to them."""
    own: dict[int, set[int]] = defaultdict(set)
    members = Membership.objects.filter(user__in={watch.owner_id for watch in watches})
    for user_id, organisation_id in members.values_list("user_id", "organisation_id"):
        own[user_id].add(organisation_id)
    return own


def found_by(address: str, arrivals: list[Arrival], queries: WatchedQueries) -> list[Arrival]:
    """The arrivals that a search finds; a search that cannot be run finds nothing and stops no other."""
    asked = QueryDict(address)
    text = asked_for(asked)
    kinds = set(asked.getlist("kind")) & set(Kind.values) or set(Kind.values)
    possible = {
        one.pk: one
        for one in arrivals
        if one.kind in kinds and queries.may_find(text, lexemes=one.lexemes, codes=one.codes)
    }
    if not possible:
        return []
    try:
        with transaction.atomic():
            return [possible[pk] for pk in among(wanted(asked, queries.vocabulary), list(possible), queries)]
    except Exception:
        log.exception("a watched search cannot be run: %s", address[:200])
        return []


def among(wish: Wanted, ids: list[int], queries: WatchedQueries) -> list[int]:
    """Which of some listings the results page shows as having what is asked for; only they are searched.

    The page fills up with listings that have some of the words, or are near in meaning: a help to who looks, no news.
    """
    wish.filters.queryset = wish.filters.queryset.filter(pk__in=ids)
    listings: ListingQuerySet = wish.filters.qs
    found = queries.search(wish.query).matches(listings) if wish.query else listings
    return list(found.order_by("-published_at", "-pk").values_list("pk", flat=True))
