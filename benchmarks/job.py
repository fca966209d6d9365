"""The steps of the job on the demonstration's data: pages against a yardstick, and from publication to suggestions.

The yardstick is /health/: routing, middleware and one trivial query. Rounds are interleaved, so that both sides of a
ratio see the same machine; the median of the rounds is shown.
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.portal import Browser, running_portal

ROUNDS = 15
LONGEST_WAIT = 60.0
SEARCH = "/listings/?" + urlencode({"q": "xử lý nước thải"})
PUBLIC = ["/", "/listings/", "/listings/?kind=offer&field=2", SEARCH, "/privacy/"]
PRIVATE = ["/desk/", "/desk/listings/", "/interests/"]
REFERENCE = re.compile(r"/review/(HP-[CN]-\d{4}-\d{4})/")


def measure_pages(browser: Browser, paths: list[str]) -> None:
    """Medians in milliseconds and as multiples of the yardstick of the same rounds."""
    for path in ["/health/", *paths]:
        browser.get(path)
    times: dict[str, list[float]] = {path: [] for path in ["/health/", *paths]}
    for _ in range(ROUNDS):
        for path, found in times.items():
            found.append(browser.seconds(path))
    yardstick = statistics.median(times.pop("/health/"))
    for path, found in times.items():
        median = statistics.median(found)
        print(f"{path:<55} {1000 * median:7.1f} ms  {median / yardstick:5.1f} × /health/ ({1000 * yardstick:.1f} ms)")


def wait_until(condition: object, what: str) -> float:
    """Seconds until a condition holds."""
    assert callable(condition)
    started = time.perf_counter()
    while not condition():
        if time.perf_counter() - started > LONGEST_WAIT:
            raise SystemExit(f"not within {LONGEST_WAIT:.0f} s: {what}")
        time.sleep(0.2)
    return time.perf_counter() - started


def has_suggestions(browser: Browser, reference: str) -> bool:
    return 'id="s' in browser.get(f"/listings/{reference}/suggestions/")


def publish(officer: Browser, reference: str) -> None:
    page = f"/review/{reference}/"
    revision = re.search(r'name="revision" value="(\d+)"', officer.get(page))
    assert revision, reference
    scores = dict.fromkeys(("advantages", "clarity", "cooperation", "language"), "4")
    officer.post(f"{page}decision/", form_on=page, revision=revision.group(1), decision="publish", **scores)


def main() -> None:
    with running_portal() as base:
        visitor, officer = Browser(base), Browser(base).sign_in("can-bo@vidu.test")
        settled = wait_until(lambda: "HP-" in visitor.get(SEARCH), "search index")
        print(f"search finds the demonstration's listings {settled:.1f} s after the portal is ready")
        waiting = list(dict.fromkeys(REFERENCE.findall(officer.get("/review/?group=all"))))
        published = re.findall(r"/listings/(HP-[CN]-\d{4}-\d{4})/", visitor.get("/listings/"))[0]
        first = wait_until(lambda: has_suggestions(officer, published), "first suggestions")
        print(f"first suggestions after another {first:.1f} s")
        time.sleep(20)
        clicks = []
        for reference in waiting:
            publish(officer, reference)
            clicks.append(wait_until(lambda r=reference: has_suggestions(officer, r), f"suggestions for {reference}"))
        print(f"click on Publish → suggestions on the page: median {statistics.median(clicks):.1f} s, "
              f"longest {max(clicks):.1f} s, {len(clicks)} listings")  # fmt: skip
        measure_pages(visitor, [*PUBLIC, f"/listings/{published}/"])
        member = Browser(base).sign_in("ben-cau@vidu.test")
        own = re.findall(r"/listings/(HP-N-\d{4}-\d{4})/suggestions/", member.get("/desk/"))
        measure_pages(member, [*PRIVATE, f"/listings/{own[0]}/suggestions/"])
        measure_pages(officer, ["/review/"])


if __name__ == "__main__":
    main()
