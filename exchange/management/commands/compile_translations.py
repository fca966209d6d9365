"""Compiles .po to .mo without gettext's own tools, which a fresh machine may lack."""

from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.reloader import translation_file_changed


class Command(BaseCommand):
    help = "Compile the translations that have changed."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        compiled = [
            path for folder in settings.LOCALE_PATHS for path in sorted(Path(folder).rglob("*.po")) if is_stale(path)
        ]
        for path in compiled:
            polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
            translation_file_changed(None, path.with_suffix(".mo"))  # what this process read before is outdated
        self.stdout.write(f"{len(compiled)} translation files compiled")


def is_stale(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime
