"""A small stand-in for the portal, for tests of the servers and the supervisor: the same commands, an instant start."""

import contextlib
import os
import shutil
import signal
import site
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = site.getsitepackages()[0]
FILES = {
    "manage.py": 'print("Database: 0.1 s")\nprint("sign-in: Officer – officer@demo.example")\n',
    "exchange/__init__.py": "",
    "exchange/wsgi.py": """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]
""",
    "exchange/celery.py": """
import os
from celery import Celery
from exchange.embedded.attach import broker_url
app = Celery("stub", broker=broker_url(os.environ["REDIS_URL"]))
app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True, timezone="UTC")
mark = os.path.join(os.environ["DATA_DIR"], "mark")
app.conf.beat_schedule = {"mark": {"task": "mark", "schedule": 0.5, "args": [mark]}}
@app.task(name="mark")
def touch(path):
    with open(path, "a") as file:
        file.write(".")
""",
}


@contextlib.contextmanager
def quick_folder() -> Iterator[Path]:
    """Give a folder in memory where the machine has one: these tests wait for the disk most of all."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def make_stub(folder: Path) -> Path:
    """Write the stand-in into `folder`."""
    shutil.copytree(ROOT / "exchange/embedded", folder / "exchange/embedded")
    for name in ("gunicorn.py", "refusals.py"):
        shutil.copy(ROOT / "exchange" / name, folder / "exchange" / name)
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return folder


def wait_for(condition: Callable[[], object], seconds: float = 20) -> object:
    """Wait until `condition` gives something true, and return it."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
    return result


def clean_environment(**more: str) -> dict[str, str]:
    """Return the environment without what the test run itself has set."""
    ours = ("DATABASE_URL", "REDIS_URL", "DATA_DIR", "PORT", "MAKELEVEL", "TEST_", "DJANGO_", "PYTEST_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | more


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def descendants(pid: int) -> list[psutil.Process]:
    """Return all processes below `pid`."""
    return psutil.Process(pid).children(recursive=True)


def gone(processes: list[psutil.Process]) -> bool:
    """Tell whether none of the processes runs any more."""
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)


class StubPortal:
    """The stand-in, run by the supervisor like the portal itself."""

    def __init__(self, folder: Path, data_dir: Path, **options: object) -> None:
        self.folder, self.data_dir, self.port = folder, data_dir, free_port()
        self.options, self.python = options, sys.executable
        self.output = folder / "output"
        self.process: subprocess.Popen[bytes] | None = None

    def environment(self, **more: str) -> dict[str, str]:
        return clean_environment(
            **{"DATA_DIR": str(self.data_dir), "PORT": str(self.port), "PYTHONPATH": PACKAGES} | more
        )

    def command(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run another command of the command line to its end."""
        return subprocess.run(
            [self.python, "-m", "exchange.embedded", *arguments],
            check=False, cwd=self.folder, env=self.environment(**more), capture_output=True, text=True, **self.options,
        )  # fmt: skip

    def start(self, **more: str) -> None:
        """Run the portal and wait until it is ready."""
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [self.python, "-m", "exchange.embedded", "run"],
                cwd=self.folder, env=self.environment(**more), stdout=output, stderr=output, **self.options,
            )  # fmt: skip
        wait_for(lambda: "Ready:" in self.text() or self.process.poll() is not None)
        assert "Ready:" in self.text(), self.text()

    def text(self) -> str:
        return self.output.read_text()

    def answer(self, host: str = "localhost") -> int:
        with urllib.request.urlopen(f"http://{host}:{self.port}/health/", timeout=5) as answer:
            return int(answer.status)

    def processes(self) -> list[psutil.Process]:
        assert self.process
        return descendants(self.process.pid)

    def find(self, words: str) -> psutil.Process | None:
        """Return the first process whose command line contains `words`."""
        for process in self.processes():
            try:
                if words in " ".join(process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE:
                    return process
            except psutil.Error:
                continue
        return None

    def stop(self, number: int = signal.SIGINT) -> float:
        """Send a signal, and return the seconds until the supervisor has ended."""
        assert self.process
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(30)
        return time.monotonic() - began

    def close(self) -> None:
        """End whatever is left."""
        if self.process and self.process.poll() is None:
            left = self.processes()
            self.process.kill()
            self.process.wait()
            wait_for(lambda: gone(left))
        remove_data(self.data_dir)


def remove_data(data_dir: Path) -> None:
    """Remove the servers' files, those outside of a private home as well."""
    for name in ("postgres", "valkey"):
        shutil.rmtree((data_dir / name).resolve(), ignore_errors=True)
