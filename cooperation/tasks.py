"""Jobs that find their own work."""

from celery import shared_task
from django.utils import timezone

from cooperation.interests import lapse_overdue


@shared_task
def lapse_interests() -> int:
    return lapse_overdue(now=timezone.now())
