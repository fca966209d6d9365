from django.core.management.base import BaseCommand

from taxonomy.loading import load_all


class Command(BaseCommand):
    help = "Load the classification schemes, compatible forms of transfer and public holidays shipped with the portal."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{load_all()} classification codes")
