"""Moves what was counted in Valkey into the rows of days, each batch once.

A batch is put aside under a number of its own. The number is written in the transaction that adds the batch, and the
batch is dropped only by the next sweep, which finds its number there: a sweep that dies anywhere is made good.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import cast
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from catalog.attention.counting import OPEN, SHOWN, valkey
from catalog.attention_models import Attention, AttentionSweep
from catalog.models import Listing

TAKEN, NUMBER = "attention:taken", "number"
Day = tuple[int, date]


@transaction.atomic
def write_down() -> int:
    """Add one batch to the rows; how many rows changed. One sweep at a time: a second one leaves it alone."""
    AttentionSweep.objects.get_or_create(pk=True)
    sweep = AttentionSweep.objects.select_for_update(skip_locked=True, no_key=True).first()
    if sweep is None:
        return 0
    batch = taken(written=sweep.batch)
    if not batch:
        return 0
    sweep.batch = batch.pop(NUMBER)
    sweep.save()
    return add(batch)


def taken(*, written: str) -> dict[str, str]:
    """The batch put aside, or what was counted since; its number is one of its fields."""
    store = valkey(settings.REDIS_URL)
    if written and store.hget(TAKEN, NUMBER) == written:
        store.delete(TAKEN)
    if not store.exists(TAKEN):
        if not store.exists(OPEN):
            return {}
        store.rename(OPEN, TAKEN)
    store.hsetnx(TAKEN, NUMBER, uuid4().hex)
    return cast("dict[str, str]", store.hgetall(TAKEN))


def add(batch: Mapping[str, str]) -> int:
    """The rows are written here alone and under the sweep's lock, so that reading before writing is safe."""
    shown, opened = counts_of(batch)
    ids = {pk for pk, _day in shown.keys() | opened.keys()}
    there = set(Listing.objects.filter(pk__in=ids).values_list("pk", flat=True))
    days = {key for key in shown.keys() | opened.keys() if key[0] in there}
    known = Attention.objects.filter(listing__in=there, day__in={day for _pk, day in days})
    rows = {(row.listing_id, row.day): row for row in known}
    changed = [rows.get(key) or Attention(listing_id=key[0], day=key[1]) for key in sorted(days)]
    for row in changed:
        row.shown += shown[row.listing_id, row.day]
        row.opened += opened[row.listing_id, row.day]
    Attention.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["listing", "day"], update_fields=["shown", "opened"]
    )
    return len(changed)


def counts_of(batch: Mapping[str, str]) -> tuple[Counter[Day], Counter[Day]]:
    """Times shown and opened by listing and day."""
    shown: Counter[Day] = Counter()
    opened: Counter[Day] = Counter()
    for note, times in batch.items():
        day, kind, ids = note.split(" ")
        counter = shown if kind == SHOWN else opened
        for pk in ids.split(","):
            counter[int(pk), date.fromisoformat(day)] += int(times)
    return shown, opened
