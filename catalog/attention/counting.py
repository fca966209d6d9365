"""Counts while pages go out: in memory first, so that no page waits, and within a second or two in Valkey."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from threading import Event, Lock, Thread

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

SHOWN, OPENED = "shown", "opened"
#: What was counted since the last sweep: a hash of "day kind ids" → times.
OPEN = "attention"
GATHERED_SECONDS = 1.0

counted: Counter[str] = Counter()
counting, sending, awake = Lock(), Lock(), Event()


@cache
def valkey(url: str) -> Redis:
    """The connections of this process; no second try, because more is to be counted meanwhile."""
    return Redis.from_url(url, decode_responses=True, socket_timeout=2, retry=Retry(NoBackoff(), 0))


def note_of(kind: str, ids: Iterable[int]) -> str:
    """What a page shows, in a line that goes with the page; nothing where it shows no listing."""
    listed = ",".join(map(str, sorted(ids)))
    return f"{kind} {listed}" if listed else ""


def count(note: str, *, day: date) -> None:
    """Once more: one step for a page, however many listings it shows."""
    start_sending()
    with counting:
        counted[f"{day} {note}"] += 1
    awake.set()


@cache
def start_sending() -> None:
    """Each process that serves pages has one thread for it, from its first page on."""
    Thread(target=send_forever, name="attention", daemon=True).start()


def send_forever() -> None:
    while awake.wait():
        awake.clear()
        time.sleep(GATHERED_SECONDS)
        hand_over()


def hand_over() -> None:
    """Send what this process has counted; without Valkey it is lost, and nothing else."""
    with sending:
        with counting:
            notes = dict(counted)
            counted.clear()
        try:
            send(notes)
        except (RedisError, OSError) as error:
            logger.warning("Not counted: %s", error)


def send(notes: dict[str, int]) -> None:
    with valkey(settings.REDIS_URL).pipeline(transaction=False) as pipe:
        for note, times in notes.items():
            pipe.hincrby(OPEN, note, times)
        pipe.execute()
