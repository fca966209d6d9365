"""Jobs that find their own work."""

from celery import shared_task
from django.utils import timezone

from advisory.experts import indexing, profiles
from advisory.requests import reminding


@shared_task
def index_experts() -> int:
    return indexing.index_awaiting()


@shared_task
def keep_experts() -> None:
    """Take the mark from profiles past their last day, and delete those of people who were erased."""
    profiles.end_verifications(now=timezone.now())
    profiles.forget_erased()


@shared_task
def remind_experts() -> int:
    return reminding.remind_due(now=timezone.now())
