"""Jobs of the catalogue: each finds its own work and may run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from catalog import archiving, arrivals, handover, problem_reports, reminding, shortlisting, watch_letters, watching
from catalog.attention import writing_down
from catalog.importing import running
from catalog.indexing import await_other_models, index_awaiting
from catalog.prefill import filling
from catalog.publishing import expire_overdue
from catalog.verifying import levels

#: Seconds that a job works before others get their turn; what is left waits for the next sweep.
A_TURN = 1.5


@shared_task
def index_listings() -> None:
    """Index listings that were submitted, published, changed or taken back."""
    index_awaiting(seconds=A_TURN)


@shared_task
def adopt_model() -> None:
    """Index anew what another model of meanings has read."""
    await_other_models()


@shared_task
def expire_listings() -> None:
    """Expire published listings past their validity."""
    expire_overdue(now=timezone.now())


@shared_task
def archive_listings() -> None:
    """Archive listings that came to their end long ago."""
    archiving.archive_ended(now=timezone.now())


@shared_task
def end_trl_verifications() -> None:
    """Take verified levels past their last day from their listings."""
    levels.end_verifications(now=timezone.now())


@shared_task
def write_down_attention() -> None:
    """Move the counts of shown and opened listings from Valkey into the database."""
    writing_down.write_down()


@shared_task
def remind_owners() -> None:
    """Write about listings whose validity ends."""
    reminding.remind(now=timezone.now())


@shared_task
def begin_drafts() -> None:
    """Write the draft that somebody wants from a text or file, one at a time."""
    filling.run_wanted(now=timezone.now())


@shared_task
def import_listings() -> None:
    """Make the drafts of an Excel file, one file at a time."""
    running.run_wanted(now=timezone.now())


@shared_task
def forget_prefills() -> None:
    """Delete what is left of texts and files that drafts were begun from, or could not be, long ago."""
    filling.forget_old(now=timezone.now())
    running.forget_old(now=timezone.now())


@shared_task
def purge_shortlists() -> None:
    """Forget what was taken off shortlists long ago."""
    shortlisting.purge(now=timezone.now())


@shared_task
def compare_watches() -> None:
    """Announce new listings and compare them with the watched searches."""
    arrivals.find_new(now=timezone.now())


@shared_task
def send_watch_letters() -> None:
    """Write the letters about watched searches that are due."""
    watch_letters.send_due(now=timezone.now())


@shared_task
def forget_erased_watches() -> None:
    """Delete the watches of people who were erased."""
    watching.forget_erased()


@shared_task
def forget_reporters() -> None:
    """Remove the addresses in problem reports that no answer needs any more."""
    problem_reports.forget_addresses(now=timezone.now())


@shared_task
def hand_over_listings() -> None:
    """Give the listings of people who left to their successors."""
    handover.hand_over(now=timezone.now())
