"""The real portal, started as `make run` starts it, for the browser journeys."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.exchange.portal_stub import clean_environment, free_port, remove_data

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120


class Portal:
    """One start of the portal on a fresh folder, with the demonstration's data."""

    def __init__(self) -> None:
        self.data_dir = Path(tempfile.mkdtemp(prefix="cungcau-journeys-"))
        self.data_dir.chmod(0o711)
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.output = self.data_dir / "output.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = clean_environment(DATA_DIR=str(self.data_dir), PORT=str(self.port))
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "exchange.embedded", "run"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=output,
            )
        deadline = time.monotonic() + START_SECONDS
        while "Ready:" not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.1)
        self.await_search(deadline)

    def await_search(self, deadline: float) -> None:
        """Wait until the worker has put the demonstration's listings into the search."""
        while b'class="card__title"' not in urllib.request.urlopen(f"{self.url}/listings/?q=EHP", timeout=10).read():
            assert time.monotonic() < deadline, "the search stays empty"
            time.sleep(0.3)

    def stop(self) -> float:
        """End it as Ctrl-C would, and return how long that took."""
        assert self.process
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        finally:
            self.process.kill()
            self.process.wait()
        seconds = time.monotonic() - began
        remove_data(self.data_dir)
        return seconds

    def problems(self) -> list[str]:
        """Lines of the logs that speak of something broken."""
        logs = [self.data_dir / "logs" / f"{name}.log" for name in ("web", "worker", "beat")]
        lines = [line for log in logs if log.exists() for line in log.read_text().splitlines()]
        return [line for line in lines if " ERROR " in line or line.startswith("Traceback")]
