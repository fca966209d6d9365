"""New listings meet the watches: each listing is announced once per publication, and found once per watch, ever.

An announcement is a stamp on the listing that only grows, in the order of commits; a watch keeps the stamp it was
compared up to. So a sweep that finds nothing new costs two small queries, one that was interrupted goes on where it
stopped, and several share the watches.
"""

from __future__ import annotations

import logging
import re
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.db.models import F, Func, TextField
from django.http import QueryDict

from accounts.models import Membership
from catalog.finding import Wanted, matching, wanted
from catalog.lexical import BARE
from catalog.models import Kind, Listing, Watch, WatchHit
from catalog.text import Language, canonical_tone, has_accents, normalise, strip_accents, tokens
from catalog.watch_models import AWAITS_ANNOUNCEMENT, Rhythm
from catalog.watching import GRACE, latest_announcement

log = logging.getLogger(__name__)

CHUNK = 50  # whoever changes or looks at one of these watches waits for the rest of them
SECONDS = 45.0
MOST_ANNOUNCED = 1_000
ANNOUNCING = 7_210_001  # the advisory lock under which stamps are given
OPERATORS = re.compile(r"(^|\s)-\S|\b(OR|HOẶC)\b")
TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A listing just announced: kind and words, exact and without accents, tell quickly what it is no hit for."""

    pk: int
    kind: str
    organisation_id: int
    announced_at: datetime
    published_at: datetime
    exact: frozenset[str]
    bare: frozenset[str]

    def has(self, term: str) -> bool:
        """Whether a word is in it; one with accents is in a text without accents if it reads the same there."""
        return term in self.exact or (strip_accents(term) in self.bare and not (self.exact and has_accents(term)))


def find_new(*, now: datetime) -> int:
    """Announce what is new and compare it with the watches that have not seen it; the number of hits."""
    announce(now=now)
    latest = latest_announcement()
    deadline = time.monotonic() + SECONDS
    found = 0
    while latest is not None and time.monotonic() < deadline:
        hits = compare_chunk(latest=latest, now=now)
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
def compare_chunk(*, latest: datetime, now: datetime) -> int | None:
    """Compare some watches that are behind; nothing when none is left that another sweep does not hold."""
    behind = Watch.objects.behind(latest).select_related("owner").order_by("seen_to", "pk")
    watches = list(behind.select_for_update(skip_locked=True, of=("self",))[:CHUNK])
    if not watches:
        return None
    living = [watch for watch in watches if watch.is_active and watch.owner.is_active]
    hits = hits_of(living, latest=latest, now=now) if living else []
    before = WatchHit.objects.filter(watch__in=living).count()
    WatchHit.objects.bulk_create(hits, ignore_conflicts=True)
    Watch.objects.filter(pk__in=[watch.pk for watch in watches]).update(seen_to=latest)
    return WatchHit.objects.filter(watch__in=living).count() - before


def hits_of(watches: list[Watch], *, latest: datetime, now: datetime) -> list[WatchHit]:
    """What the watches find among the new arrivals; equal searches are asked for once."""
    arrivals = arrivals_for(watches, latest=latest)
    own = organisations_of(watches)
    by_address: dict[str, list[Watch]] = defaultdict(list)
    for watch in watches:
        by_address[watch.address].append(watch)
    hits = []
    for address, group in by_address.items():
        found = found_by(address, arrivals)
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
    values = rows.values_list("pk", "kind", "organisation_id", "announced_at", "published_at", lexemes)
    return [
        Arrival(pk, kind, owner_id, announced_at, published_at, *by_kind(words or []))
        for pk, kind, owner_id, announced_at, published_at, words in values
    ]


def by_kind(lexemes: list[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The exact words of an index row, and those without accents."""
    exact = frozenset(lexeme for lexeme in lexemes if not lexeme.startswith(BARE))
    return exact, frozenset(lexeme.removeprefix(BARE) for lexeme in lexemes if lexeme.startswith(BARE))


def organisations_of(watches: list[Watch]) -> dict[int, set[int]]:
    """By person, the organisations whose listings are no news to them."""
    own: dict[int, set[int]] = defaultdict(set)
    members = Membership.objects.filter(user__in={watch.owner_id for watch in watches})
    for user_id, organisation_id in members.values_list("user_id", "organisation_id"):
        own[user_id].add(organisation_id)
    return own


def found_by(address: str, arrivals: list[Arrival]) -> list[Arrival]:
    """The arrivals that a search finds; a search that cannot be run finds nothing and stops no other."""
    asked = QueryDict(address)
    kinds = set(asked.getlist("kind")) & set(Kind.values) or set(Kind.values)
    possible = {one.pk: one for one in arrivals if one.kind in kinds and may_match(asked.get("q") or "", one)}
    if not possible:
        return []
    try:
        with transaction.atomic():
            return [possible[pk] for pk in among(wanted(asked), list(possible))]
    except Exception:
        log.exception("a watched search cannot be run: %s", address[:200])
        return []


def among(wish: Wanted, ids: list[int]) -> list[int]:
    """Which of some listings are wanted; only they are searched."""
    wish.filters.queryset = wish.filters.queryset.filter(pk__in=ids)
    return list(matching(wish).filter(pk__in=ids).order_by("-published_at", "-pk").values_list("pk", flat=True))


def may_match(query: str, arrival: Arrival) -> bool:
    """Whether a listing has every word asked for, in either language's reading.

    The results page fills up with listings that have some of the words, or are near in meaning: a help to who looks,
    but no news. Whoever excludes words or asks for one of several is answered by the search alone.
    """
    if not query or OPERATORS.search(query):
        return True
    cleaned = canonical_tone(normalise(query))
    languages: tuple[Language, ...] = ("vi",) if has_accents(cleaned) else ("vi", "en")
    readings = [[token.term for token in tokens(cleaned, language)] for language in languages]
    return any(reading and all(arrival.has(term) for term in reading) for reading in readings)
