"""An Excel file of 1,000 needs: reading, checking, and making all drafts in one transaction, on a running database.

    python benchmarks/importing.py

The database is the embedded one of a throw-away folder; by the clock and in seconds of this process's processor time.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

ROWS = 1000
MOST_SECONDS = 30.0
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="cungcau-importing-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exchange.settings")
Path(os.environ["DATA_DIR"]).chmod(0o711)

import django  # noqa: E402 -- the environment comes first

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Organisation  # noqa: E402
from catalog.importing.running import run_wanted, want_import  # noqa: E402
from catalog.models import ImportBatch, Listing  # noqa: E402
from taxonomy.loading import load_all  # noqa: E402
from tests.catalog.importing.sheets import filled, need  # noqa: E402
from tests.factories_catalog import make_member, make_organisation  # noqa: E402


def main() -> None:
    call_command("migrate", verbosity=0)
    load_all()
    member = make_member(make_organisation())
    organisation = Organisation.objects.get(memberships__user=member)
    content = filled("need", *(need(number) for number in range(ROWS)))
    now = timezone.now()
    want_import(
        kind="need", language="vi", organisation=organisation, by=member, now=now, name="nhu-cau.xlsx", content=content
    )
    started, used = time.perf_counter(), time.process_time()
    run_wanted(now=now)
    clock, processor = time.perf_counter() - started, time.process_time() - used
    made = Listing.objects.filter(organisation=organisation).count()
    assert made == ROWS, ImportBatch.objects.get(organisation=organisation).errors[:3]
    print(f"{len(content) / 1000:.0f} kB, {made} drafts: {clock:.1f} s by the clock, at most {MOST_SECONDS:.0f} s")
    print(f"processor time of the worker, without the process that reads: {processor:.1f} s")
    raise SystemExit(clock > MOST_SECONDS)


if __name__ == "__main__":
    main()
