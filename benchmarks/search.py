"""The site search over many listings: time in the database for keywords and for sentences, apart.

LISTINGS=100000 made-up listings in servers of its own; BENCH_DIR=… keeps them for the next time. A search is what a
page asks: understanding the query, counting the results, the first 24 of them.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
ROUNDS = 3
KEYWORDS = [
    "nước thải", "nuoc thai", "máy sấy lúa", "may say lua", "tôm", "sóng hài", "crimp force", "wire harness",
    "QCVN 62", "h2s", "khí sinh học", "giảm điện", "bột cá", "ao tom", "pin mặt trời", "machine vision",
    '"nước thải"', "máy sấy -lúa", "sóng hài OR tụ bù", "nuoc tahi",
]  # fmt: skip
SENTENCES = [
    "làm sao để giảm mùi hôi nhà máy chế biến bột cá gần khu dân cư",
    "tìm công nghệ xử lý nước thải chăn nuôi lợn sau hầm biogas đạt quy chuẩn",
    "how can we find defects of crimped terminals in line on our cutting machines",
    "can giai phap tiet kiem dien cho kho lanh va may nen cua nha may thuy san",
    "máy sấy thóc ba mươi tấn một mẻ cho hợp tác xã, đốt trấu, tự dừng theo độ ẩm",
]


def main() -> None:
    with ExitStack() as stack:
        folder = os.environ.get("BENCH_DIR") or stack.enter_context(
            tempfile.TemporaryDirectory(prefix="cungcau-bench-")
        )
        connect(Path(folder))
        fill(int(os.environ.get("LISTINGS", "100000")))
        for name, queries in (("keywords", KEYWORDS), ("sentences", SENTENCES)):
            report(name, [measure(query) for query in queries for _ in range(ROUNDS)])


def connect(folder: Path) -> None:
    """Use servers of this folder, and set up Django on them."""
    from exchange.embedded.attach import attach  # noqa: PLC0415 -- reads the environment

    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)
    urls = attach(folder.resolve(), ["postgres", "valkey"])
    os.environ.update(DATABASE_URL=urls["postgres"], REDIS_URL=urls["valkey"], DATA_DIR=str(folder / "data"),
                      DJANGO_SETTINGS_MODULE="exchange.settings")  # fmt: skip
    import django  # noqa: PLC0415

    django.setup()


def fill(number: int) -> None:
    """The demonstration, indexed, and so many listings made of its sentences."""
    from django.core.management import call_command  # noqa: PLC0415

    from catalog.indexing import index_awaiting  # noqa: PLC0415
    from catalog.models import Listing  # noqa: PLC0415

    call_command("prepare", stdout=sys.stderr)
    index_awaiting(limit=1_000)
    missing = number - Listing.objects.published().count()
    if missing > 0:
        call_command("generate_listings", str(missing), "--dense", stdout=sys.stderr)


def measure(query: str) -> tuple[float, float, str]:
    """Seconds in the database and altogether, and the query."""
    from django.db import connection  # noqa: PLC0415
    from django.http import QueryDict  # noqa: PLC0415

    from catalog.facets import vocabulary  # noqa: PLC0415
    from catalog.finding import CountedPaginator, find, wanted  # noqa: PLC0415

    asked, words = QueryDict(mutable=True), vocabulary()
    asked["q"] = query
    spent: list[float] = []

    def timed(execute: Callable[..., object], *arguments: object) -> object:
        started = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent.append(time.perf_counter() - started)

    started = time.perf_counter()
    with connection.execute_wrapper(timed):
        found = find(wanted(asked, words))
        list(CountedPaginator(found.in_order(found.listings.for_results()), 24, total=found.counts.total).get_page(1))
    return sum(spent), time.perf_counter() - started, query


def report(name: str, rows: list[tuple[float, float, str]]) -> None:
    """Median and 95th percentile, in milliseconds."""
    inside = sorted(1000 * row[0] for row in rows)
    slowest = max(rows)[2]
    print(f"{name:<10} in the database p50 {statistics.median(inside):6.0f} ms, p95 "
          f"{inside[int(0.95 * (len(inside) - 1))]:6.0f} ms (slowest: {slowest}); "
          f"altogether p50 {1000 * statistics.median(row[1] for row in rows):6.0f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
