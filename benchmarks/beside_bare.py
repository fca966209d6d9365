"""One person's pages beside a bare view that sends the bytes of the first of them, in turns, as a table."""

from __future__ import annotations

import http.client
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.portal import Browser
from benchmarks.web import running_bare


def median_ms(fetch: Callable[[], object], requests: int) -> float:
    found = []
    for _request in range(requests):
        began = time.perf_counter()
        fetch()
        found.append(1000 * (time.perf_counter() - began))
    return statistics.median(found)


def compare(
    person: Browser, pages: Mapping[str, str], *, view: str, data_dir: Path, rounds: int, requests: int
) -> None:
    """Medians of rounds that take turns; `view` is the bare one, of `benchmarks/bare.py`."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"{view}.html").write_text(person.get(next(iter(pages.values()))), encoding="utf-8")
        with running_bare(data_dir, Path(folder)) as port:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

            def bare() -> None:
                connection.request("GET", f"/{view}")
                connection.getresponse().read()

            print(f"{'page':<22}{'ms':>8}{'bare ms':>9}{'ratio':>8}")
            for name, path in pages.items():
                ours, yardstick = [], []
                for _round in range(rounds):
                    ours.append(median_ms(lambda path=path: person.get(path), requests))  # type: ignore[misc]
                    connection.close()  # the server has closed what was idle for the other side's round
                    yardstick.append(median_ms(bare, requests))
                mine, theirs = statistics.median(ours), statistics.median(yardstick)
                print(f"{name:<22}{mine:8.0f}{theirs:9.1f}{mine / theirs:8.1f}", flush=True)
