"""The Celery application: settings come from Django, tasks from each app's `tasks.py`."""

import os
import signal

from celery import Celery
from celery.signals import worker_process_init

from exchange.embedded.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exchange.settings")

app = Celery("cungcau")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect  # type: ignore[untyped-decorator]
def end_with_the_worker(**_signal: object) -> None:
    """A pool process does not outlive its worker, however that one ends."""
    die_with_parent(os.getppid(), signal.SIGKILL)
