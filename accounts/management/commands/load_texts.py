"""Puts the shipped texts in force where nobody has written one yet."""

from django.core.management.base import BaseCommand

from accounts import texts
from accounts.models import SiteText


class Command(BaseCommand):
    help = "Put the shipped site texts in force where there are none yet."

    def handle(self, *args: object, **options: object) -> None:
        for key in SiteText.Key.values:
            text = texts.in_force(key)
            self.stdout.write(f"{key}: version {text.version}")
