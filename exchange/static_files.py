"""Style sheets, scripts and pictures as they are served: compressed once, under names that tell their content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

#: Names the state of the sources that was collected last.
MARK = "sources.sha256"


def collect() -> None:
    """Collect the files unless none has changed; what open pages still ask for stays."""
    mark, state = Path(settings.STATIC_ROOT) / MARK, state_of_sources()
    if not mark.is_file() or mark.read_text() != state:
        call_command("collectstatic", interactive=False, verbosity=0)
        mark.write_text(state)


def state_of_sources() -> str:
    """A digest of the sources' names, sizes and times."""
    found = sorted(storage.path(name) for finder in get_finders() for name, storage in finder.list(None))
    digest = hashlib.sha256()
    for path in found:
        status = Path(path).stat()
        digest.update(f"{path}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
