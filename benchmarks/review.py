"""The officers' queue with 10,000 listings that wait, against a bare view: an indexed query and the same bytes.

    python benchmarks/review.py [--listings 10000] [--rounds 5] [--requests 20]

One officer, one connection, gunicorn with two workers for both sides, debug off; the sides take turns round by round.
The bare view reads 25 rows of the queue by its index and sends the bytes of the portal's page (`benchmarks/bare.py`).
How many queries a page takes is counted by `tests/catalog/test_review_queue.py`; it does not
depend on the size.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.beside_bare import compare
from benchmarks.portal import Browser, running_portal
from benchmarks.web import await_worker, manage

OFFICER = "can-bo@vidu.test"
PAGES = {
    "all officers": "/review/?group=all",
    "not assigned": "/review/?group=unassigned",
    "page 200": "/review/?group=all&page=200",
    "by field": "/review/?group=all&field=2",
    "by words": f"/review/?group=all&q={quote('xử lý nước')}",
}
#: The generated listings wait: sent in the last week, due in the next, each with the revision an officer reads. Without
#: the triggers, of which one marks the catalogue as changed: the same row, 10,000 times in one transaction.
WAIT = """
from django.db import connection, transaction
with transaction.atomic(), connection.cursor() as cursor:
    cursor.execute("SET LOCAL statement_timeout = 0")
    cursor.execute("ALTER TABLE catalog_listing DISABLE TRIGGER USER")
    cursor.execute('''
        UPDATE catalog_listing l SET state = 'submitted', published_at = NULL, valid_until = NULL,
            submitted_at = now() - made.number * interval '1 minute',
            review_due_on = current_date + made.number % 10 - 3
        FROM (SELECT id, row_number() OVER (ORDER BY id)::int AS number FROM catalog_listing
              WHERE reference LIKE 'GEN-%') made WHERE l.id = made.id''')
    cursor.execute('''
        INSERT INTO catalog_revision (listing_id, number, content, content_hash, submitted_at)
        SELECT id, 1, '{}', id, submitted_at FROM catalog_listing WHERE reference LIKE 'GEN-%' ''')
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks that wait cannot be altered
    cursor.execute("ALTER TABLE catalog_listing ENABLE TRIGGER USER")
with connection.cursor() as cursor:
    cursor.execute("VACUUM ANALYZE catalog_listing, catalog_revision")
"""


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
            compare(
                Browser(address).sign_in(OFFICER), PAGES, view="queue", data_dir=data_dir,
                rounds=given.rounds, requests=given.requests,
            )  # fmt: skip


if __name__ == "__main__":
    main()
