"""Pages a second under load, against a bare Django view that sends the same bytes after one indexed query.

    python benchmarks/web.py [--listings 10000] [--rounds 5] [--requests 120]

Eight clients with connections that stay open, gunicorn with two workers for both sides, debug off, the two sides
interleaved round by round. A fixed count of requests, not a fixed time: a time window drops the requests that do not
finish in it and flatters slow pages. "in flight" is rate × mean latency: it has to be the eight clients.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import queue
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.portal import ROOT, free_port, running_portal
from exchange.embedded.attach import service_urls

CLIENTS = 8
QUERIES = ("xử lý nước thải", "tiết kiệm điện", "máy sấy nông sản", "cảm biến đo", "thu hồi nhiệt", "nuôi tôm",
           "nuoc thai", "wastewater", "hàn tự động", "vật liệu", "phần mềm quản lý", "khí thải lò hơi")  # fmt: skip
_addresses = itertools.count(1)


class Load:
    """One kind of page on one side: its addresses in turn, and what the rounds have measured."""

    def __init__(self, name: str, port: int, paths: list[str]) -> None:
        self.name, self.port, self.paths = name, port, itertools.cycle(paths)
        self.rates: list[float] = []
        self.latencies: list[float] = []
        self.in_flight: list[float] = []

    def round(self, requests: int) -> None:
        """Send the requests over eight connections and note the round."""
        work: queue.SimpleQueue[str] = queue.SimpleQueue()
        for path in itertools.islice(self.paths, requests):
            work.put(path)
        found: list[float] = []
        threads = [threading.Thread(target=client, args=(self.port, work, found)) for _ in range(CLIENTS)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - began
        assert len(found) == requests, f"{self.name}: {requests - len(found)} requests failed"
        self.rates.append(requests / seconds)
        self.latencies += found
        self.in_flight.append(sum(found) / seconds)


def client(port: int, work: queue.SimpleQueue[str], found: list[float]) -> None:
    """Fetch pages until there is nothing left to fetch; each from an address of its own, so that no limit is met."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    while True:
        try:
            path = work.get_nowait()
        except queue.Empty:
            return
        number = next(_addresses)
        headers = {"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status == 200:
            found.append(time.perf_counter() - began)


def body(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path)
    return connection.getresponse().read()


@contextmanager
def running_bare(data_dir: Path, bodies: Path) -> Iterator[int]:
    """The port of the yardstick, served like the portal."""
    port = free_port()
    environment = {**os.environ, "DATABASE_URL": service_urls(data_dir).database_url, "BARE_BODIES": str(bodies)}
    command = [sys.executable, "-m", "gunicorn", "--workers=2", "--threads=4", "--worker-class=gthread", "--preload",
               f"--bind=127.0.0.1:{port}", "--log-level=error", "benchmarks.bare:application"]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        for _try in range(100):
            try:
                body(port, "/list")
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def manage(data_dir: Path, *command: str) -> None:
    environment = {**os.environ, "DATA_DIR": str(data_dir)}
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip


def await_worker(data_dir: Path) -> None:
    """Wait until the demonstration's listings are indexed and matched, so that the worker rests."""
    import psycopg  # noqa: PLC0415

    waiting = ("SELECT count(*) FROM catalog_listing l LEFT JOIN matching_listingmatch m ON m.listing_id = l.id "
               "WHERE l.state = 'published' AND m.listing_id IS NULL")  # fmt: skip
    url = service_urls(data_dir).database_url.removeprefix("postgres://cungcau@/")
    host, _, name = url.rpartition("/")
    with psycopg.connect(host=host, dbname=name, user="cungcau", autocommit=True) as database:
        while database.execute(waiting).fetchone()[0]:  # type: ignore[index]
            time.sleep(1)


def tsqueries(data_dir: Path) -> list[str]:
    """What the portal's search asks of the index for each of the queries."""
    code = ("import json; from catalog.search import read_search; "
            f"print(json.dumps([read_search(q).condition.alternatives[0][0] for q in {QUERIES!r}]))")  # fmt: skip
    answer = subprocess.run([sys.executable, "manage.py", "shell", "--no-imports", "-c", code], cwd=ROOT, check=True,
                            env={**os.environ, "DATA_DIR": str(data_dir)}, capture_output=True, text=True)  # fmt: skip
    found: list[str] = json.loads(answer.stdout)
    return found


def kinds(port: int, pages: Path, asked: list[str]) -> dict[str, tuple[list[str], list[str]]]:
    """Kind of page → the portal's addresses and the yardstick's; the bodies are written for the yardstick."""
    listing_page = body(port, "/listings/").decode()
    references = re.findall(r'class="ref">([^<]+)<', listing_page)
    searches = [quote(words) for words in QUERIES]
    portal = {
        "list": ["/listings/"],
        "category": ["/listings/?field=2"],
        "search": [f"/listings/?q={words}" for words in searches],
        "listing": [f"/listings/{reference}/" for reference in references],
    }
    for name, paths in portal.items():
        (pages / f"{name}.html").write_bytes(body(port, paths[0]))
    bare = {
        "list": ["/list"],
        "category": ["/category"],
        "search": [f"/search?q={quote(tsquery)}" for tsquery in asked],
        "listing": [f"/listing/{reference}" for reference in references],
    }
    return {name: (portal[name], bare[name]) for name in portal}


def measure(address: str, data_dir: Path, *, rounds: int, requests: int) -> None:
    port = int(address.rpartition(":")[2])
    with tempfile.TemporaryDirectory() as folder:
        pages = kinds(port, Path(folder), tsqueries(data_dir))
        searches, bare_searches = pages["search"]
        uncached = {
            "search, each page new": ([f"{path}&n={n}" for n in range(400) for path in searches], bare_searches),
            "list, each page new": ([f"/listings/?page={n}" for n in range(2, 400)], pages["list"][1]),
        }
        with running_bare(data_dir, Path(folder)) as bare_port:
            print(f"{'page':<22}{'pages/s':>9}{'bare':>8}{'ratio':>8}{'p95 ms':>8}{'in flight':>11}")
            for name, (paths, bare_paths) in {**pages, **uncached}.items():
                ours, yardstick = Load(name, port, paths), Load("bare " + name, bare_port, bare_paths)
                for side in (ours, yardstick):
                    side.round(CLIENTS * 2)
                    side.rates, side.latencies, side.in_flight = [], [], []
                for _round in range(rounds):
                    ours.round(requests)
                    yardstick.round(requests)
                report(ours, yardstick)


def report(ours: Load, bare: Load) -> None:
    rate, yardstick = statistics.median(ours.rates), statistics.median(bare.rates)
    p95 = statistics.quantiles(ours.latencies, n=20)[-1]
    flight = f"{statistics.median(ours.in_flight):.1f}/{statistics.median(bare.in_flight):.1f}"
    print(f"{ours.name:<22}{rate:9.1f}{yardstick:8.1f}{rate / yardstick:8.2f}{1000 * p95:8.0f}{flight:>11}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listings", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=120)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cungcau-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        data_dir = Path(folder) / "data"
        with running_portal(data_dir, TRUSTED_PROXIES="1") as address:
            await_worker(data_dir)
            manage(data_dir, "generate_listings", str(given.listings))
            print(f"{given.listings} generated listings; load {os.getloadavg()[0]:.1f}", flush=True)
            measure(address, data_dir, rounds=given.rounds, requests=given.requests)


if __name__ == "__main__":
    main()
