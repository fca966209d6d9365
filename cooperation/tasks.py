"""Jobs that find their own work."""

from celery import shared_task
from django.utils import timezone

from cooperation import report_letters, triage
from cooperation.asking import ending
from cooperation.asking import reminding as answers
from cooperation.gap_letters import letters as gap_letters
from cooperation.gap_letters import subscribing
from cooperation.outcomes.asking import ask_due
from cooperation.pipeline import reminding, starting


@shared_task
def lapse_interests() -> int:
    """Close what waits for listings that have ended, let lapse what nobody answered, remind of what is due."""
    ending.close_ended(now=timezone.now())
    count = ending.lapse_overdue(now=timezone.now())
    answers.remind_due(now=timezone.now())
    return count


@shared_task
def run_triage() -> None:
    """Start the clocks of new needs, and tell of those that have run out."""
    triage.start_clocks(now=timezone.now())
    triage.flag_late(now=timezone.now())


@shared_task
def send_reports() -> None:
    """Write the monthly letters that are missing."""
    report_letters.send_due(now=timezone.now())


@shared_task
def send_gap_letters() -> None:
    """Tell subscribers of unmet needs that are new to them; forget the subscriptions of people who were erased."""
    subscribing.forget_erased()
    subscribing.begin(now=timezone.now())
    gap_letters.send_due(now=timezone.now())


@shared_task
def follow_cooperations() -> None:
    """Begin what was accepted, remind of deadlines, ask what came of it, and tell officers of what has stalled."""
    starting.start_accepted(now=timezone.now())
    reminding.remind_due(now=timezone.now())
    ask_due(now=timezone.now())
    reminding.stall_overdue(now=timezone.now())
