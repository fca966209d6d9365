"""Jobs of matching: each finds its own work and may run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from matching.digests import send_due
from matching.refitting import run_wanted
from matching.suggestions import match_awaiting

#: Seconds that a job works before others get their turn; what is left waits for the next sweep.
A_TURN = 1.5


@shared_task
def match_listings() -> None:
    """Compute the suggestions of listings that await them."""
    match_awaiting(now=timezone.now(), seconds=A_TURN)


@shared_task
def send_digests() -> None:
    """Write the suggestion letters that are due."""
    send_due(now=timezone.now())


@shared_task
def refit_weights() -> None:
    """Learn the weights from the answers where a manager wants it."""
    run_wanted(now=timezone.now())
