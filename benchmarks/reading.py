"""A draft from a PDF file of ten pages: reading it in a process of its own, and guessing what it says.

The file is made by the portal's own PDF writer. Medians of the rounds, by the clock and in seconds of processor time:
on a machine that others use too, the clock says more about them.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DATABASE_URL", "postgres://nowhere/none")
os.environ.setdefault("REDIS_URL", "redis://nowhere:1/0")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exchange.settings")

import django

django.setup()

from catalog.prefill.child import read_apart  # noqa: E402
from catalog.prefill.guessing import guess  # noqa: E402
from exchange.pdf import make_pdf  # noqa: E402
from tests.catalog.prefill.texts import OFFER  # noqa: E402

ROUNDS = 7
PAGES = 10
MOST_SECONDS = 3.0


def ten_pages() -> bytes:
    """A description of an offer that goes on for ten pages."""
    lines = "".join(f"<p>{line}</p>" for line in OFFER.splitlines())
    page = f'<section style="page-break-before:always"><h2>Phụ lục</h2>{lines * 2}</section>'
    body = lines + page * (PAGES - 1)
    html = f'<!DOCTYPE html><html lang="vi"><head><title>Mô tả</title></head><body>{body}</body></html>'
    return make_pdf(html, address="http://localhost:8000/x/")


def processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def medians(call: Callable[[], object]) -> tuple[float, float]:
    """By the clock, of the processor."""
    rounds = []
    for _ in range(ROUNDS):
        started, used = time.perf_counter(), processor_seconds()
        call()
        rounds.append((time.perf_counter() - started, processor_seconds() - used))
    return statistics.median(clock for clock, _ in rounds), statistics.median(used for _, used in rounds)


def main() -> None:
    content = ten_pages()
    reading = read_apart(content, "application/pdf")
    seconds = {
        "read in a process of its own": medians(lambda: read_apart(content, "application/pdf")),
        "guess title, texts, figures": medians(lambda: guess(reading.text, reading.tables, "offer")),
    }
    print(f"{len(content) / 1000:.0f} kB, {len(reading.text):,} characters")
    for name, (clock, used) in seconds.items():
        print(f"{name:<32} {1000 * clock:7.0f} ms, processor {1000 * used:6.0f} ms")
    total = sum(used for _, used in seconds.values())
    print(f"{'both':<32} {'':7}     processor {1000 * total:6.0f} ms, at most {1000 * MOST_SECONDS:.0f} ms")
    raise SystemExit(total > MOST_SECONDS)


if __name__ == "__main__":
    main()
