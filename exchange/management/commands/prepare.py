"""All that must be true before the portal serves: one process, quick when nothing has changed."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from catalog.models import Listing
from exchange.demo.loading import load_demo
from exchange.static_files import collect
from taxonomy.loading import load_all
from taxonomy.models import Concept


class Command(BaseCommand):
    help = "Migrate, compile translations, collect files, load classifications, and at first the demonstration's data."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        migrated = self.step("Database", migrate)
        self.step("Translations", lambda: call_command("compile_translations", verbosity=0, stdout=self.stderr))
        if migrated or not Concept.objects.exists():
            self.step("Classifications", load_all)
        if settings.SUPERVISED and settings.STATIC_COLLECTED:
            self.step("Style sheets and scripts", collect)
        if settings.DEMO:
            if not Listing.objects.exists():
                self.step("Demonstration data", load_demo)
            self.sign_ins()

    def step(self, name: str, work: Callable[[], object]) -> object:
        started = time.monotonic()
        result = work()
        self.stdout.write(f"{name}: {time.monotonic() - started:.1f} s")
        self.stdout.flush()
        return result

    def sign_ins(self) -> None:
        from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD  # noqa: PLC0415 -- the demonstration's alone

        for account in DEMO_ACCOUNTS:
            self.stdout.write(f"sign-in: {account.role_name} – {account.email} – {DEMO_PASSWORD}")


def migrate() -> bool:
    """Apply what is missing; says whether there was anything."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", interactive=False, verbosity=0)
    return True
