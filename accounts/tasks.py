"""The clock's part: deliver letters, forget what has expired."""

from celery import shared_task
from django.utils import timezone

from accounts import erasure, organisations, outbox, throttling


@shared_task
def deliver_outbox() -> int:
    return outbox.deliver_batch(now=timezone.now())


@shared_task
def purge_expired() -> None:
    now = timezone.now()
    outbox.purge(now=now)
    throttling.purge(now=now)
    erasure.purge(now=now)


@shared_task
def end_verifications() -> int:
    return organisations.end_verifications(now=timezone.now())
