"""The sweeps that come seldom, run at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

#: Seconds between two sweeps; those that come more often are left to the worker.
SELDOM = 60


def run_seldom() -> Iterator[str]:
    """Run each here and now, beside the worker as two workers run beside each other; the names of what was done."""
    schedule: Mapping[str, Mapping[str, Any]] = settings.CELERY_BEAT_SCHEDULE
    for name, entry in schedule.items():
        if entry["schedule"] >= SELDOM:
            import_string(entry["task"])()
            yield name
