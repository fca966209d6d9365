"""The officers' queue with 10,000 listings that wait, against a bare view: an indexed query and the same bytes.

    python benchmarks/review.py [--listings 10000] [--rounds 5] [--requests 20]

One officer, one connection, gunicorn with two workers for both sides, debug off; the sides take turns round by round.
The bare view reads 25 rows of the queue by its index and sends the bytes of the portal's page (`benchmarks/bare.py`).
How many queries a page takes is counted by `tests/catalog/test_review_queue.py`; it does not
depend on the size.
"""

from __future__ import annotations

import argparse
import http.client
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.portal import Browser, running_portal
from benchmarks.web import await_worker, manage, running_bare

OFFICER = "can-bo@vidu.test"
PAGES = {
    "all officers": "/review/?group=all",
    "not assigned": "/review/?group=unassigned",
    "page 200": "/review/?group=all&page=200",
    "by field": "/review/?group=all&field=2",
    "by words": f"/review/?group=all&q={quote('xử lý nước')}",
}
#: The generated listings wait: sent in the last ten days, due in the next, each with the revision an officer reads.
WAIT = """
from datetime import timedelta
from django.utils import timezone
from catalog.models import Listing, Revision
now = timezone.now()
made = list(Listing.objects.filter(reference__startswith='GEN-').order_by('pk'))
for number, listing in enumerate(made):
    listing.state, listing.published_at, listing.valid_until = 'submitted', None, None
    listing.submitted_at = now - timedelta(minutes=number)
    listing.review_due_on = now.date() + timedelta(days=number % 10 - 3)
Listing.objects.bulk_update(made, ['state', 'published_at', 'valid_until', 'submitted_at', 'review_due_on'], 500)
Revision.objects.bulk_create([Revision(listing=one, number=1, content={}, content_hash=str(one.pk), submitted_at=now)
                              for one in made], 1000)
"""


def median_ms(fetch: Callable[[], object], requests: int) -> float:
    found = []
    for _request in range(requests):
        began = time.perf_counter()
        fetch()
        found.append(1000 * (time.perf_counter() - began))
    return statistics.median(found)


def measure(address: str, data_dir: Path, *, rounds: int, requests: int) -> None:
    officer = Browser(address).sign_in(OFFICER)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "queue.html").write_text(officer.get(PAGES["all officers"]), encoding="utf-8")
        with running_bare(data_dir, Path(folder)) as port:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

            def bare() -> None:
                connection.request("GET", "/queue")
                connection.getresponse().read()

            print(f"{'page':<16}{'ms':>8}{'bare ms':>9}{'ratio':>8}")
            for name, path in PAGES.items():
                ours, yardstick = [], []
                for _round in range(rounds):
                    ours.append(median_ms(lambda path=path: officer.get(path), requests))  # type: ignore[misc]
                    yardstick.append(median_ms(bare, requests))
                mine, theirs = statistics.median(ours), statistics.median(yardstick)
                print(f"{name:<16}{mine:8.0f}{theirs:9.1f}{mine / theirs:8.1f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listings", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cungcau-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        data_dir = Path(folder) / "data"
        with running_portal(data_dir) as address:
            await_worker(data_dir)
            manage(data_dir, "generate_listings", str(given.listings))
            manage(data_dir, "shell", "--no-imports", "-c", WAIT)
            print(f"{given.listings} generated listings wait; load {os.getloadavg()[0]:.1f}", flush=True)
            measure(address, data_dir, rounds=given.rounds, requests=given.requests)


if __name__ == "__main__":
    main()
