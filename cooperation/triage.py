"""The triage clock: every published need gets an officer and a deadline, and ends in one of four outcomes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from catalog import publishing
from catalog.models import Listing
from catalog.permissions import can_review
from cooperation import triage_letters
from cooperation.gap_list import without_partner
from cooperation.models import Triage
from matching.models import Suggestion, SuggestionQuerySet
from matching.suggestions import mark_emailed

Outcome = Triage.Outcome
#: Needs that get their clock, or are flagged, in one sweep.
A_SWEEP = 500


class TriageError(Exception):
    """Something that cannot be done with a need on the clock."""


class NotAllowed(TriageError):
    """Only officers decide, and not about a need of their own organisation; managers assign the others' work."""


class AlreadyEnded(TriageError):
    """A colleague was faster."""


class NotPublic(TriageError):
    """The need has been paused, withdrawn or fulfilled, or has expired."""


class NothingChosen(TriageError):
    """None of the offers chosen is suggested to the need any more, or none was."""


def start_clocks(*, now: datetime) -> int:
    """A clock for each public need that has none, counted from its publication; safe twice and side by side."""
    fresh = Listing.objects.needs().published(timezone.localdate(now)).filter(triage=None).select_related("officer")
    rows = [
        Triage(
            need=need,
            officer=need.officer if need.officer and can_review(need.officer, need) else None,
            started_at=published_at,
            due_on=publishing.working_day(timezone.localdate(published_at), settings.TRIAGE_WORKING_DAYS),
        )
        for need in fresh[:A_SWEEP]
        if (published_at := need.published_at)
    ]
    return len(Triage.objects.bulk_create(rows, ignore_conflicts=True))


def running(today: date) -> QuerySet[Triage]:
    """Needs whose owners still wait: public, without an outcome and without a partner."""
    waiting = without_partner(Listing.objects.needs().published(today))
    return Triage.objects.filter(outcome="", need__in=waiting)


def flag_late(*, now: datetime) -> int:
    """Tell officers and managers, once, of the needs whose time has run out; how many these are."""
    with transaction.atomic():
        late = running(timezone.localdate(now)).filter(due_on__lt=timezone.localdate(now), flagged_at=None)
        locked = late.select_for_update(skip_locked=True, of=("self",), no_key=True).select_related("need", "officer")
        found = list(locked.order_by("due_on", "pk")[:A_SWEEP])
        if found:
            Triage.objects.filter(pk__in=[each.pk for each in found]).update(flagged_at=now)
            triage_letters.late(found)
    return len(found)


def assign(*, triage: Triage, officer: User, by: User) -> Triage:
    """An officer takes a need over; a manager may also give it to a colleague."""
    with transaction.atomic():
        triage = lock(triage)
        if not (officer == by or by.is_manager) or not all(can_review(each, triage.need) for each in (by, officer)):
            raise NotAllowed(triage.need.reference)
        triage.officer = officer
        triage.save(update_fields=["officer"])
    return triage


def end(
    *,
    triage: Triage,
    outcome: str,
    by: User,
    now: datetime,
    note: str = "",
    named: str = "",
    chosen: Collection[int] = (),
) -> Triage:
    """Close the search with an outcome: in the history, and with a letter to the owner.

    A need on the list of unmet needs can still end otherwise: an answer may be found later.
    """
    with transaction.atomic():
        triage = lock(triage)
        check(triage, outcome, by=by)
        offers = list(suggested(triage.need).filter(pk__in=chosen)) if outcome == Outcome.MATCHES else []
        if outcome == Outcome.MATCHES and not offers:
            raise NothingChosen(triage.need.reference)
        triage.outcome, triage.note, triage.named = outcome, note, named
        triage.ended_by, triage.ended_at = by, now
        triage.officer = triage.officer or by
        triage.save()
        triage.matches.set(offers)
        mark_emailed(suggestions=offers, side="need", now=now)
        # An expert's name stands in the letter and the row alone: the history can never be changed.
        said = [", ".join(each.offer.reference for each in offers), note]
        publishing.record(
            triage.need,
            action=f"triage_{outcome}",
            source=triage.need.state,
            by=by,
            now=now,
            note=". ".join(part for part in said if part),
        )
        triage_letters.ended(triage, offers)
    return triage


def check(triage: Triage, outcome: str, *, by: User) -> None:
    if not can_review(by, triage.need):
        raise NotAllowed(triage.need.reference)
    if triage.outcome not in ("", Outcome.GAP) or triage.outcome == outcome:
        raise AlreadyEnded(triage.need.reference)
    if not triage.need.is_published:
        raise NotPublic(triage.need.reference)


def suggested(need: Listing) -> SuggestionQuerySet:
    """Offers that may be sent to a need's owner, the best first: they stand, and nobody has refused."""
    declined = Suggestion.Side.DECLINED
    found = Suggestion.objects.live().filter(need=need, offer__accepting_interest=True)
    found = found.exclude(need_state=declined).exclude(offer_state=declined)
    return found.select_related("need", "offer__organisation").order_by("-score", "pk")


def lock(triage: Triage) -> Triage:
    """The row and its need, so that neither an outcome nor the need's state changes meanwhile."""
    locked = Triage.objects.select_for_update(of=("self",), no_key=True).select_related("officer").get(pk=triage.pk)
    locked.need = publishing.lock(locked.need)
    return locked
