"""Let days pass for one listing of the demonstration, and do at once what the clock brings."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.models import Listing
from exchange.demo.passing import let_pass
from exchange.sweeping import run_seldom


class Command(BaseCommand):
    help = "Demonstration: let DAYS pass for a listing and all that came of it; reminders, expiry and the like follow."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", metavar="REFERENCE")
        parser.add_argument("days", metavar="DAYS", type=int)

    def handle(self, *_args: Any, reference: str, days: int, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Days can be made to pass in the demonstration only: here listings are real.")
        if not 0 < days <= 3_650:
            raise CommandError("DAYS must be between 1 and 3650.")
        listing = Listing.objects.filter(reference=reference).first()
        if listing is None:
            raise CommandError(f"There is no listing {reference}.")
        let_pass(listing=listing, days=days)
        self.stdout.write(f"{days} days later for {reference}; done: {', '.join(run_seldom())}")
