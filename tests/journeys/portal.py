"""The real portal, started as `make run` starts it, for the browser journeys."""

from __future__ import annotations

import contextlib
import fcntl
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from tests.exchange.portal_stub import clean_environment, free_port, remove_data

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 600
STOP_SECONDS = 60
#: Portals that this process has started; another one may stop them.
children: dict[int, subprocess.Popen[bytes]] = {}


class Portal:
    """One start of the portal on a fresh folder, with the demonstration's data."""

    def __init__(self, data_dir: str = "", port: int = 0, pid: int = 0) -> None:
        self.data_dir = Path(data_dir or tempfile.mkdtemp(prefix="cungcau-journeys-"))
        self.data_dir.chmod(0o711)
        self.port = port or free_port()
        self.pid = pid
        self.url = f"http://localhost:{self.port}"
        self.output = self.data_dir / "output.log"

    def start(self) -> None:
        environment = clean_environment(DATA_DIR=str(self.data_dir), PORT=str(self.port))
        with self.output.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "exchange.embedded", "run"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=output,
            )
        self.pid = process.pid
        children[self.pid] = process
        deadline = time.monotonic() + START_SECONDS
        while "Ready:" not in self.output.read_text():
            assert process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.1)
        self.await_search(deadline)

    def await_search(self, deadline: float) -> None:
        """Wait until the worker has put all of the demonstration's listings into the search."""
        wait = (
            "import time; from catalog.models import Listing\nwhile Listing.objects.awaiting_index(): time.sleep(0.3)"
        )
        self.manage("shell", "--no-imports", "-c", wait, seconds=deadline - time.monotonic())

    def manage(self, *command: str, seconds: float = START_SECONDS) -> None:
        """Run a command of `manage.py` on the portal's data, beside the portal."""
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=clean_environment(DATA_DIR=str(self.data_dir), PORT=str(self.port)),  # letters name the address
            check=True,
            timeout=seconds,
        )

    def let_pass(self, reference: str, days: int) -> None:
        """Let days pass for one listing and all that came of it, and do what the clock brings.

        Every journey uses this portal: a clock set forward would end the others' listings as well.
        """
        self.manage("let_pass", reference, str(days))

    def stop(self) -> list[str]:
        """End it as Ctrl-C would; what has to be complained of."""
        complaints = []
        deadline = time.monotonic() + STOP_SECONDS
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(self.pid)
            process.send_signal(signal.SIGTERM)
            while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                if time.monotonic() > deadline and not complaints:
                    complaints.append("the portal did not end by itself")
                    process.kill()
                time.sleep(0.02)
        if child := children.pop(self.pid, None):
            child.wait()
        remove_data(self.data_dir)
        shutil.rmtree(self.data_dir, ignore_errors=True)
        return complaints

    def problems(self) -> list[str]:
        """Lines of the logs that speak of something broken."""
        logs = [self.data_dir / "logs" / f"{name}.log" for name in ("web", "worker", "beat")]
        lines = [line for log in logs if log.exists() for line in log.read_text().splitlines()]
        return [line for line in lines if " ERROR " in line or line.startswith("Traceback")]


class SharedPortal:
    """The portal of several test processes: whoever comes first starts it, whoever goes last stops it."""

    def __init__(self, folder: Path) -> None:
        self.record = folder / "portal.json"

    @contextlib.contextmanager
    def _alone(self) -> Iterator[dict[str, Any]]:
        with self.record.open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            record = json.loads(file.read() or "{}")
            yield record
            file.seek(0)
            file.truncate()
            json.dump(record, file)

    def enter(self) -> Portal:
        """Return the portal, after starting it where nobody has yet."""
        with self._alone() as record:
            if not record.get("users"):
                portal = Portal()
                try:
                    portal.start()
                except BaseException:
                    portal.stop()
                    raise
                record.update(data_dir=str(portal.data_dir), port=portal.port, pid=portal.pid, users=0)
            record["users"] += 1
            return Portal(record["data_dir"], record["port"], record["pid"])

    def leave(self) -> list[str]:
        """Stop the portal after its last user; return what its logs complain of, and whether it had to be killed."""
        with self._alone() as record:
            record["users"] -= 1
            if record["users"]:
                return []
            portal = Portal(record["data_dir"], record["port"], record["pid"])
            return portal.problems() + portal.stop()
