"""Bytes over the wire, as a browser asks for them: a first visit with all it loads, and the pages after it.

    python benchmarks/weight.py

A first visit is a page with its style sheet, scripts, sprite, icons, every font of the sheet, and the library that
the list loads when somebody touches a filter: an upper bound. A later page is what may not be kept for good, its HTML.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.portal import running_portal

FIRST_VISIT, LATER_PAGE = 150_000, 30_000
LOADED = re.compile(
    r'<link rel="(?:preload|stylesheet|icon)" href="([^"]+)"|<(?:script|img)[^>]* src="([^"]+)"'
    r'|<use href="([^"#]+)#|data-library="([^"]+)"'
)
NAMED_IN_STYLE = re.compile(r'url\("?(?!data:)([^)"]+)"?\)')
REFERENCE = re.compile(r'class="ref">([^<]+)<')
BROWSERS = {"plain": "identity", "gzip": "gzip, deflate", "gzip and br": "gzip, deflate, br"}


@dataclass(frozen=True)
class Answer:
    """What came for one address: the bytes with their headers, and what they say."""

    size: int
    text: str
    is_kept: bool


class Wire:
    """A portal as a browser with these encodings sees it."""

    def __init__(self, address: str, encodings: str) -> None:
        self.address, self.encodings = address, encodings

    def get(self, path: str) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        connection.request("GET", path, headers={"Accept-Encoding": self.encodings})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders()) + 19
        is_kept = "immutable" in (answer.getheader("Cache-Control") or "")
        return Answer(head + len(body), plain(body, answer.getheader("Content-Encoding")), is_kept)

    def first_visit(self, path: str) -> dict[str, Answer]:
        """The page and, by address, what a browser loads for it."""
        answers, waiting = {}, [path]
        while waiting:
            now = waiting.pop()
            if now in answers:
                continue
            answers[now] = self.get(now)
            if now == path:
                waiting += [urljoin(now, "".join(found)) for found in LOADED.findall(answers[now].text)]
            elif now.endswith(".css"):
                waiting += [urljoin(now, found) for found in NAMED_IN_STYLE.findall(answers[now].text)]
        return answers


def plain(body: bytes, encoding: str | None) -> str:
    """The text of an answer; of fonts and pictures, nothing."""
    if encoding == "gzip":
        body = gzip.decompress(body)
    elif encoding == "br":
        import brotli  # noqa: PLC0415 – comes with fonttools

        body = brotli.decompress(body)
    try:
        return body.decode()
    except UnicodeDecodeError:
        return ""


def kind_of(path: str) -> str:
    ending = path.rpartition(".")[2]
    names = {"css": "style", "js": "scripts", "woff2": "fonts"}
    return names.get(ending, "pictures" if ending in ("svg", "ico", "png", "jpg", "webp") else "page")


def report(address: str) -> bool:
    """Print the table; whether every compressed figure keeps to its limit."""
    listing = REFERENCE.search(Wire(address, "identity").get("/listings/").text)
    assert listing is not None
    pages = {"home": "/", "list": "/listings/", "listing": f"/listings/{listing.group(1)}/"}
    print(f"load {os.getloadavg()[0]:.1f}; kB with headers; first visit to stay under {FIRST_VISIT / 1000:.0f}, "
          f"a later page under {LATER_PAGE / 1000:.0f}")  # fmt: skip
    kinds = ("page", "style", "scripts", "fonts", "pictures")
    print(f"{'page':<10}{'encodings':<14}" + "".join(f"{kind:>10}" for kind in kinds) + f"{'first':>10}{'later':>10}")
    keeps = True
    for name, path in pages.items():
        for browser, encodings in BROWSERS.items():
            answers = Wire(address, encodings).first_visit(path)
            sizes = dict.fromkeys(kinds, 0)
            for asked, answer in answers.items():
                sizes[kind_of(asked)] += answer.size
            first = sum(sizes.values())
            later = first - sum(answer.size for answer in answers.values() if answer.is_kept)
            cells = [*sizes.values(), first, later]
            print(f"{name:<10}{browser:<14}" + "".join(f"{size / 1000:10.1f}" for size in cells), flush=True)
            keeps &= encodings == "identity" or (first <= FIRST_VISIT and later <= LATER_PAGE)
    return keeps


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with running_portal() as address:
        if not report(address):
            raise SystemExit("a page is heavier than it may be")


if __name__ == "__main__":
    main()
