"""A portal of its own for a benchmark: started on a free port with fresh demonstration data, used over HTTP."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_portal(data_dir: Path | None = None, **settings: str) -> Iterator[str]:
    """The address of a portal that is ready, on a folder of its own or the one given; it is stopped at the end."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="cungcau-bench-", ignore_cleanup_errors=True) as folder:
        environment = {**os.environ, "PORT": str(port), "DATA_DIR": str(data_dir or f"{folder}/data"), **settings}
        for name in ("DATABASE_URL", "REDIS_URL"):
            environment.pop(name, None)
        process = subprocess.Popen(
            [sys.executable, "-m", "exchange.embedded", "run"],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if "Ready:" in line:
                    break
            else:
                raise SystemExit("the portal did not start")
            yield f"http://localhost:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


class Browser:
    """One person's cookies, and pages fetched one after the other."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        with self.opener.open(self.base + path, timeout=60) as answer:
            return str(answer.read().decode())

    def post(self, path: str, *, form_on: str, **values: str) -> str:
        """Send a form whose token stands on the page `form_on`."""
        found = TOKEN.search(self.get(form_on))
        assert found, form_on
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": found.group(1), **values}).encode()
        request = urllib.request.Request(self.base + path, data=data, headers={"Referer": self.base + form_on})
        with self.opener.open(request, timeout=60) as answer:
            return str(answer.read().decode())

    def sign_in(self, email: str) -> Browser:
        self.post("/demo/sign-in/", form_on="/account/login/", email=email)
        return self

    def seconds(self, path: str) -> float:
        started = time.perf_counter()
        self.get(path)
        return time.perf_counter() - started
