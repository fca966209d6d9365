"""Imports: a member wants one, a job checks every row, and either each becomes a draft or none does."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from catalog import posting, publishing
from catalog.importing.checking import Draft, Fault, NotTheTemplate, Row, TooManyRows, check, rows_of
from catalog.importing.columns import CODES
from catalog.models import ImportBatch, ImportedRow, Listing
from catalog.permissions import may_post
from catalog.prefill.child import read_apart
from catalog.prefill.reading import CELLS, Unreadable
from catalog.wishes import claim, held, let_go

log = logging.getLogger(__name__)

MOST_WAITING = 3
LEASE = timedelta(minutes=5)
KEPT = timedelta(days=30)
TOLD_EVERY = 50
State = ImportBatch.State


class TooManyWaiting(Exception):
    """The organisation has as many files waiting as it may have."""


class Refusal(Exception):
    """A file that is refused as a whole; `problem` says why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def want_import(
    *, kind: str, language: str, organisation: Organisation, by: User, now: datetime, name: str, content: bytes
) -> ImportBatch:
    """Ask for the drafts of a checked Excel file; while the same one waits, that one."""
    if not may_post(by, organisation):
        raise posting.NotEditable(organisation.slug)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        waiting = ImportBatch.objects.filter(organisation=organisation, state=State.WANTED)
        if again := waiting.filter(kind=kind, sha256=digest).first():
            return again
        if waiting.count() >= MOST_WAITING:
            raise TooManyWaiting(organisation.slug)
        return ImportBatch.objects.create(
            kind=kind, language=language, organisation=organisation, wanted_by=by, wanted_at=now, name=name,
            content=content, sha256=digest,
        )  # fmt: skip


def run_wanted(*, now: datetime) -> int:
    """Check the file that waits longest and make its drafts; how many were done or refused."""
    wishes = ImportBatch.objects.select_related("organisation__province", "organisation__ward", "wanted_by")
    batch = claim(wishes, now=now, lease=LEASE, give_up=lambda lost: _refuse(lost, "failed", now=now))
    if batch is None:
        return 0
    try:
        with translation.override(batch.language):
            return _run(batch, now=now)
    except Refusal as refusal:
        return _refuse(batch, refusal.problem, now=now)
    except Exception:
        log.exception("import %s failed", batch.pk)
        let_go(batch, now=now)
        return 0


def _run(batch: ImportBatch, *, now: datetime) -> int:
    rows = _rows(batch)
    drafts, faults = _checked(batch, rows)
    try:
        if not faults and _make(batch, drafts, now=now):
            return 1
    except IntegrityError:
        # Another file of the organisation has made one of these rows' drafts meanwhile: the next look names it.
        return held(batch).update(leased_until=now)
    return _refuse(batch, "rows", now=now, rows=rows, faults=faults) if faults else 0


def _rows(batch: ImportBatch) -> list[Row]:
    try:
        rows = rows_of(read_apart(bytes(batch.content), CELLS).tables[0], batch.kind)
    except Unreadable as refusal:
        raise Refusal(refusal.problem) from refusal
    except NotTheTemplate:
        raise Refusal("template") from None
    except TooManyRows:
        raise Refusal("too_many") from None
    if not rows:
        raise Refusal("empty")
    return rows


def _checked(batch: ImportBatch, rows: list[Row]) -> tuple[list[Draft], list[Fault]]:
    """All rows judged, and how far that is told to whoever waits."""
    drafts: list[Draft] = []
    faults: list[Fault] = []
    for number, found in enumerate(check(rows, batch.kind), start=1):
        if isinstance(found, Draft):
            drafts.append(found)
        else:
            faults += found
        if number % TOLD_EVERY == 0 or number == len(rows):
            held(batch).update(total=len(rows), checked=number)
    return drafts, faults + _known(batch, drafts)


def _known(batch: ImportBatch, drafts: Iterable[Draft]) -> list[Fault]:
    """Rows that the organisation has a listing of already."""
    made = ImportedRow.objects.filter(organisation=batch.organisation_id).select_related("listing")
    by_digest = {row.digest: row.listing.reference for row in made}
    text = _("This row was imported already, as %(reference)s.")
    return [Fault(draft.number, "", text % {"reference": by_digest[draft.digest]})
            for draft in drafts if draft.digest in by_digest]  # fmt: skip


def _make(batch: ImportBatch, drafts: list[Draft], *, now: datetime) -> bool:
    """All drafts and the end of the wish in one transaction, unless another worker was faster."""
    if not may_post(batch.wanted_by, batch.organisation):
        raise Refusal("failed")
    with transaction.atomic():
        if not held(batch).select_for_update(no_key=True).exists():
            return False
        listings = publishing.create_listings(
            kind=batch.kind, organisation=batch.organisation, by=batch.wanted_by, now=now,
            values=[_values(draft) for draft in drafts],
        )  # fmt: skip
        _add_codes_and_rows(listings, drafts)
        ImportedRow.objects.bulk_create(
            [ImportedRow(listing=listing, batch=batch, organisation=batch.organisation, number=draft.number,
                         digest=draft.digest) for listing, draft in zip(listings, drafts, strict=True)]
        )  # fmt: skip
        held(batch).update(state=State.DONE, finished_at=now, leased_until=None, content=b"")
    return True


def _values(draft: Draft) -> dict[str, Any]:
    """The draft's columns; a province that is not named is the organisation's own."""
    return {name: value for name, value in draft.values.items() if name != "province" or value is not None}


def _add_codes_and_rows(listings: list[Listing], drafts: list[Draft]) -> None:
    for name in CODES:
        links = getattr(Listing, name).through
        links.objects.bulk_create(
            [links(listing_id=listing.pk, concept_id=concept.pk)
             for listing, draft in zip(listings, drafts, strict=True) for concept in draft.codes[name]]
        )  # fmt: skip
    for name in {name for draft in drafts for name in draft.rows}:
        model = posting.ROWS[name]
        model.objects.bulk_create(
            [model(listing=listing, order=order, **row)
             for listing, draft in zip(listings, drafts, strict=True) for order, row in enumerate(draft.rows[name])]
        )  # fmt: skip


def _refuse(
    batch: ImportBatch, problem: str, *, now: datetime, rows: Iterable[Row] = (), faults: Iterable[Fault] = ()
) -> int:
    return held(batch).update(
        state=State.REFUSED, problem=problem, finished_at=now, leased_until=None, content=b"",
        cells=[asdict(row) for row in rows], errors=[asdict(fault) for fault in faults],
    )  # fmt: skip


def faults_of(batch: ImportBatch) -> list[Fault]:
    return [Fault(**fault) for fault in batch.errors]


def forget_old(*, now: datetime) -> None:
    """Forget what refused files held, long after; which drafts came from which row stays."""
    old = ImportBatch.objects.filter(state=State.REFUSED, finished_at__lt=now - KEPT)
    old.delete()
