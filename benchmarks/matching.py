"""One listing's suggestions among many: found, scored, explained and stored.

LISTINGS=20000 made-up listings in servers of its own; BENCH_DIR=… keeps them for the next time. The demonstration's
listings are matched, needs and then offers. The yardstick of the same round is one exact ranking of the other side by
words alone, the least that any matching in the database has to do.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.search import connect, fill

SAMPLE = 30
#: From the claim of a listing until its suggestions are stored.
TO_REACH = 2.0
YARDSTICK = """
    SELECT i.listing_id FROM catalog_listingindex i JOIN catalog_listing l ON l.id = i.listing_id
    WHERE i.is_public AND l.kind <> %s
    ORDER BY (i.lex <#> (SELECT lex FROM catalog_listingindex WHERE listing_id = %s)) + 0 LIMIT 100
"""


def main() -> None:
    with ExitStack() as stack:
        folder = os.environ.get("BENCH_DIR") or stack.enter_context(
            tempfile.TemporaryDirectory(prefix="cungcau-bench-")
        )
        connect(Path(folder))
        fill(int(os.environ.get("LISTINGS", "20000")))
        for kind in ("need", "offer"):
            report(kind, [measure(pk) for pk in sample(kind)])


def sample(kind: str) -> list[int]:
    """Ids of the demonstration's listings of a kind."""
    from catalog.models import Listing  # noqa: PLC0415

    real = Listing.objects.published().filter(kind=kind).exclude(index__content_hash__startswith="generated-")
    return list(real.order_by("pk").values_list("pk", flat=True)[:SAMPLE])


def measure(pk: int) -> tuple[float, float, float, int]:
    """Seconds, seconds of this process alone, seconds of the yardstick; and how many suggestions were stored."""
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from catalog.models import Listing  # noqa: PLC0415
    from matching.suggestions import refresh_suggestions  # noqa: PLC0415

    listing = Listing.objects.get(pk=pk)
    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(YARDSTICK, [listing.kind, pk])
        yardstick = time.perf_counter() - started
    started, own = time.perf_counter(), time.process_time()
    stored = refresh_suggestions(listing=listing, now=timezone.now())
    return time.perf_counter() - started, time.process_time() - own, yardstick, stored


def report(kind: str, rows: list[tuple[float, float, float, int]]) -> None:
    """Median and 95th percentile in milliseconds, and as multiples of the yardstick."""
    whole = sorted(1000 * row[0] for row in rows)
    median, p95 = statistics.median(whole), whole[int(0.95 * (len(whole) - 1))]
    own, yardstick = (1000 * statistics.median(row[column] for row in rows) for column in (1, 2))
    stored = statistics.median(row[3] for row in rows)
    print(f"{kind:<6} p50 {median:6.0f} ms, p95 {p95:6.0f} ms (to reach: {1000 * TO_REACH:.0f}), of which "
          f"{own:4.0f} ms in Python; {median / yardstick:5.1f} × words alone ({yardstick:.0f} ms); "
          f"{stored:.0f} suggestions")  # fmt: skip


if __name__ == "__main__":
    main()
