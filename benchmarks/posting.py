"""Saving a draft while it is typed, and submitting it, against a bare Django view that stores one text.

    python benchmarks/posting.py [--saves 100] [--submissions 20]

The yardstick (`benchmarks.bare`, "/save/…") locks the same row and updates one column in one transaction; it knows no
session, form, version or hint. One client after the other, so that the time is the server's work; the sides take turns.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.portal import TOKEN, Browser, running_portal
from benchmarks.web import await_worker, running_bare

VERSION = re.compile(r'name="version" value="([^"]*)"')
REFERENCE = re.compile(r"HP-N-\d{4}-\d{4,}")
PROBLEM = {
    "language": "vi",
    "summary": "Cần biết kết quả trong hai giờ, ngay tại ao, không phải gửi mẫu đi xa.",
    "present_state": "12 ao, mẫu gửi đi 120 km, hai ngày mới có kết quả; năm 2025 mất ba vụ, khoảng 40 tấn.",
    "description": "Hợp tác xã 14 hộ nuôi tôm thẻ chân trắng. " * 20,
}


class Writer(Browser):
    """Somebody who fills in the form; a page's token and version are read once."""

    def form(self, path: str) -> dict[str, str]:
        page = self.get(path)
        token, version = TOKEN.search(page), VERSION.search(page)
        assert token, path
        return {"csrfmiddlewaretoken": token.group(1), "version": version.group(1) if version else ""}

    def send(self, path: str, values: dict[str, str]) -> tuple[str, str]:
        data = urllib.parse.urlencode(values).encode()
        request = urllib.request.Request(self.base + path, data=data, headers={"Referer": self.base + path})
        with self.opener.open(request, timeout=60) as answer:
            return answer.url, answer.read().decode()

    def draft(self, title: str) -> str:
        """A need that lacks nothing, by the form's own pages; its reference."""
        url, _page = self.send("/listings/new/need/", {**self.form("/listings/new/need/"), **PROBLEM, "title": title})
        found = REFERENCE.search(url)
        assert found, url
        steps = {
            "targets": {"targets": "0", "targets-0-name": "Thời gian", "targets-0-value": "≤ 2",
                        "targets-0-unit": "giờ", "targets-0-is_must": "True"},
            "conditions": {"fields": "401", "industries": "03"},
        }  # fmt: skip
        for step, values in steps.items():
            path = f"/listings/{found.group()}/edit/{step}/"
            self.send(path, {**self.form(path), **values})
        return found.group()


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def report(name: str, ours: list[float], bare: list[float]) -> None:
    median, yardstick = statistics.median(ours), statistics.median(bare)
    p95 = statistics.quantiles(ours, n=20)[-1]
    print(
        f"{name:<12}{1000 * median:9.1f}{1000 * p95:9.1f}{1000 * yardstick:9.1f}{median / yardstick:9.1f}", flush=True
    )


def measure(writer: Writer, bare: str, *, saves: int, submissions: int) -> None:
    reference = writer.draft("Xét nghiệm nhanh EHP trên tôm ngay tại ao")
    page = f"/listings/{reference}/edit/problem/"
    values = {**writer.form(page), **PROBLEM, "title": "Xét nghiệm nhanh EHP trên tôm ngay tại ao", "page": "bench"}

    def plainly(text: str) -> None:
        data = urllib.parse.urlencode({"tried": text}).encode()
        urllib.request.urlopen(f"{bare}/save/{reference}", data=data, timeout=60).read()

    ours, theirs = [], []
    for number in range(saves):
        text = f"Đã thử que nhúng, lần {number}"
        ours.append(timed(lambda text=text: writer.send(f"{page}autosave/", {**values, "tried": text})))
        theirs.append(timed(lambda text=text: plainly(text)))
    print(f"{'':<12}{'median':>9}{'p95':>9}{'bare':>9}{'ratio':>9}   (ms; load {os.getloadavg()[0]:.1f})")
    report("autosave", ours[5:], theirs[5:])
    submitted, theirs = [], []
    for number in range(submissions):
        reference = writer.draft(f"Đo oxy hòa tan tự động cho ao ương số {number}")
        token = {**writer.form(f"/listings/{reference}/edit/check/"), "distinct": "on"}
        submitted.append(timed(lambda r=reference, t=token: without_redirect(writer, f"/listings/{r}/submit/", t)))
        theirs.append(timed(lambda: plainly("gửi")))
    report("submit", submitted, theirs)


def without_redirect(writer: Writer, path: str, values: dict[str, str]) -> None:
    """The answer to the form itself, not the page that follows."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_args: object) -> None:
            return None

    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(writer.cookies), Stay)
    data = urllib.parse.urlencode(values).encode()
    request = urllib.request.Request(writer.base + path, data=data, headers={"Referer": writer.base + path})
    try:
        opener.open(request, timeout=60)
    except urllib.error.HTTPError as answer:
        if answer.code == 302 and answer.headers["Location"].endswith("/history/"):
            return
        raise
    raise SystemExit(f"{path} was not submitted")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--saves", type=int, default=100)
    parser.add_argument("--submissions", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cungcau-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        data_dir, bodies = Path(folder) / "data", Path(folder)
        (bodies / "list.html").write_bytes(b"ready")
        (bodies / "save.html").write_bytes(b"x" * 600)
        with running_portal(data_dir) as base:
            await_worker(data_dir)
            writer = Writer(base)
            writer.sign_in("ben-cau@vidu.test")
            with running_bare(data_dir, bodies) as port:
                measure(writer, f"http://127.0.0.1:{port}", saves=given.saves, submissions=given.submissions)


if __name__ == "__main__":
    main()
