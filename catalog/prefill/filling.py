"""Drafts from texts and files: a member wants one, a job reads the text and writes the draft, or says why not."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.models import Organisation, User
from catalog import guesses, posting, publishing
from catalog.models import Prefill
from catalog.permissions import may_post
from catalog.prefill.child import read_apart
from catalog.prefill.guessing import Guess, Guessed, guess
from catalog.prefill.reading import Reading, Unreadable
from catalog.prefill.subjects import fields_near, terms_in
from catalog.wishes import claim, held, let_go

log = logging.getLogger(__name__)

TEXT = "text/plain"
MOST_WAITING = 5
LEASE = timedelta(minutes=3)
KEPT = timedelta(days=7)
State = Prefill.State


class TooManyWaiting(Exception):
    """The organisation has as many texts waiting as it may have."""


def want_prefill(
    *, kind: str, organisation: Organisation, by: User, now: datetime, content: bytes, content_type: str
) -> Prefill:
    """Ask for a draft from a text or a checked file; while the same one waits, that one."""
    if not may_post(by, organisation):
        raise posting.NotEditable(organisation.slug)
    digest = hashlib.sha256(content).hexdigest()
    waiting = Prefill.objects.filter(organisation=organisation, state=State.WANTED)
    same = {"kind": kind, "wanted_by": by, "sha256": digest}
    try:
        with transaction.atomic():
            Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
            if again := waiting.filter(**same).first():
                return again
            if waiting.count() >= MOST_WAITING:
                raise TooManyWaiting(organisation.slug)
            return Prefill.objects.create(
                organisation=organisation, wanted_at=now, content=content, content_type=content_type, **same
            )
    except IntegrityError:
        return waiting.get(**same)


def run_wanted(*, now: datetime) -> int:
    """Read the text that waits longest and write its draft; how many were done or given up."""
    wish = claim(Prefill.objects.all(), now=now, lease=LEASE, give_up=lambda lost: _give_up(lost, "failed", now=now))
    if wish is None:
        return 0
    try:
        reading = _reading_of(wish)
    except Unreadable as refusal:
        return _give_up(wish, refusal.problem, now=now)
    try:
        return int(_fill(wish, _guessed(reading, wish.kind), now=now))
    except posting.NotEditable:
        return _give_up(wish, "failed", now=now)
    except Exception:
        log.exception("prefill %s failed", wish.pk)
        let_go(wish, now=now)
        return 0


def _give_up(wish: Prefill, problem: str, *, now: datetime) -> int:
    return held(wish).update(state=State.FAILED, problem=problem, finished_at=now, leased_until=None, content=b"")


def _reading_of(wish: Prefill) -> Reading:
    content = bytes(wish.content)
    if wish.content_type == TEXT:
        return Reading(content.decode().split("\n"))
    return read_apart(content, wish.content_type)


def _guessed(reading: Reading, kind: str) -> Guessed:
    """What the text says, with what the portal knows of its subject."""
    found = guess(reading.text, reading.tables, kind)
    about = f"{found.value('title') or ''}. {found.value('summary') or found.value('description') or ''}"
    if fields := fields_near(about):
        found.guesses.append(Guess("fields", fields))
    if not found.value("keywords") and (terms := terms_in(reading.text, found.language)):
        found.guesses.append(Guess("keywords", terms))
    return found


def _fill(wish: Prefill, found: Guessed, *, now: datetime) -> bool:
    """Write the draft and its marks, unless another worker has done so meanwhile."""
    with transaction.atomic():
        if not held(wish).select_for_update(no_key=True).exists():
            return False
        listing = publishing.create_listing(
            kind=wish.kind, organisation=wish.organisation, by=wish.wanted_by, now=now, language=found.language
        )
        values = {each.name: each.value for each in found.guesses if each.name not in posting.ROWS}
        rows = {each.name: each.value for each in found.guesses if each.name in posting.ROWS}
        listing = posting.save_step(
            listing=listing, by=wish.wanted_by, now=now, seen=posting.version_of(listing),
            values=values, rows=rows,
        )  # fmt: skip
        guesses.mark(listing, {each.name: each.quote for each in found.guesses})
        held(wish).update(
            state=State.DONE, finished_at=now, leased_until=None, content=b"", listing=listing, left_out=found.left_out
        )
    return True


def forget_old(*, now: datetime) -> None:
    """Delete the wishes that came to an end long ago."""
    Prefill.objects.exclude(state=State.WANTED).filter(finished_at__lt=now - KEPT).delete()
