"""What a search box asks while somebody types: the database's share and the whole answer, at the size of the data.

    python benchmarks/suggest.py [--data-dir DIR]

On the data of DIR, which `manage.py generate_listings` may have filled; else on those of a new demonstration.
"""

from __future__ import annotations

import argparse
import inspect
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

ROUNDS = 5
TYPED = [
    "xu", "th", "ha", "xu l", "nuoc t", "tom", "tôm", "xử lý", "xu ly nuoc thai", "nước thải", "cong nghe", "he thong",
    "may say", "dryer", "waste", "vien nuoi", "hai phong", "HP-N-2026", "MBBR", "qzx", "cảm biến", "ao nuoi tom",
]  # fmt: skip


def measure() -> None:
    import django  # noqa: PLC0415 -- the environment comes first

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exchange.settings")
    django.setup()
    from django.db import connection  # noqa: PLC0415
    from django.test import RequestFactory  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from catalog.models import Listing  # noqa: PLC0415
    from catalog.suggest_views import search_suggest  # noqa: PLC0415

    view = inspect.unwrap(search_suggest)  # without the throttle
    database: list[float] = []
    whole: list[float] = []
    for number in range(ROUNDS + 1):
        for typed in TYPED:
            with CaptureQueriesContext(connection) as queries:
                started = time.perf_counter()
                view(RequestFactory().get("/search/suggest/", {"q": typed}))
                seconds = time.perf_counter() - started
            if number:  # the first round fills the caches
                whole.append(seconds)
                database.append(sum(float(query["time"]) for query in queries))
    print(f"{Listing.objects.published().count()} public listings, {len(TYPED)} beginnings, {ROUNDS} rounds")
    for name, found in (("in the database", database), ("the whole answer", whole)):
        print(f"{name:<18} median {1000 * statistics.median(found):5.0f} ms   p95 {1000 * p95(found):5.0f} ms   "
              f"longest {1000 * max(found):5.0f} ms")  # fmt: skip


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def with_own_data() -> None:
    """Prepare a demonstration in a temporary folder, and measure there."""
    with tempfile.TemporaryDirectory(prefix="cungcau-bench-", ignore_cleanup_errors=True) as folder:
        data = f"{folder}/data"
        prepare = [sys.executable, "-W", "ignore", "manage.py", "prepare"]
        subprocess.run(prepare, cwd=ROOT, env=environment(data), check=True, stdout=subprocess.DEVNULL)
        subprocess.run([sys.executable, __file__, "--data-dir", data], cwd=ROOT, check=True)


def environment(data: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    return {**kept, "DATA_DIR": data}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", help="a portal's data, prepared before")
    chosen = parser.parse_args().data_dir
    if not chosen:
        with_own_data()
        return
    os.environ.update(environment(chosen))
    measure()


if __name__ == "__main__":
    main()
