"""The supervisor: one command that runs the whole portal and ends it whole."""

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from exchange.embedded.attach import attach, detach, embedded_servers, make_data_dir, service_urls
from exchange.embedded.console import Console
from exchange.embedded.errors import EmbeddedError
from exchange.embedded.keeper import Places
from exchange.embedded.preparation import Preparation
from exchange.embedded.processes import Lock, die_with_parent, end_session, open_log, spawn, tail, wait_until

ROOT = Path(__file__).resolve().parents[2]
PREPARE = [sys.executable, "manage.py", "prepare"]
LONGEST_PAUSE = 10.0
STEADY_SECONDS = 30.0
READY_SECONDS = 60.0
GRACE_SECONDS = 2.0
TITLES = {"postgres": "PostgreSQL", "valkey": "Valkey"}


class Stop(Exception):
    """Somebody asked the supervisor to end."""


@dataclass
class Service:
    """A process that is started again whenever it ends."""

    name: str
    command: Sequence[str | Path]
    on_parent_death: int = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    pause: float = 0.2
    next_start: float = 0.0
    failures: int = field(default=0)

    def start(self, env: dict[str, str], log: Path) -> None:
        """Start the process, its output going to `log`."""
        with open_log(log) as output:
            self.process = spawn(self.command, on_parent_death=self.on_parent_death, env=env, cwd=ROOT, output=output)
        self.began, self.next_start = time.monotonic(), 0.0

    def has_ended(self) -> bool:
        """Tell whether the process ended by itself and no new start is planned yet."""
        return self.process is not None and not self.next_start and self.process.poll() is not None

    def plan_restart(self) -> float:
        """Clear away what the process left, and return the pause before its next start."""
        now = time.monotonic()
        if self.process is not None:
            end_session(self.process)
        if now - self.began > STEADY_SECONDS:
            self.pause, self.failures = 0.2, 0
        pause, self.pause = self.pause, min(LONGEST_PAUSE, self.pause * 2)
        self.next_start = now + pause
        self.failures += 1
        return pause


class Supervisor:
    """Runs the portal on `port` with the data in `data_dir`."""

    def __init__(self, data_dir: Path, port: int, console: Console) -> None:
        self.data_dir, self.port, self.console = data_dir, port, console
        self.logs = data_dir / "logs"
        self.embedded = embedded_servers()
        self.env = {**os.environ}
        self.preparation = Preparation(data_dir, ROOT)
        self.check: subprocess.Popen[bytes] | None = None
        # A worker that has lost its broker as well may wait for it after any milder signal; its tasks may run twice.
        self.services = [
            Service("web", [sys.executable, "-m", "gunicorn", "-c", "python:exchange.gunicorn"]),
            Service("worker", celery("worker", f"--concurrency={concurrency()}", "--loglevel=WARNING"), signal.SIGKILL),
            Service("beat", celery("beat", "--loglevel=WARNING", "-s", data_dir / "run" / "beat", "--pidfile=")),
        ]

    def run(self) -> int:
        """Run the portal until it is told to end; return the exit code."""
        with self._alone():
            check_port(self.port)
            try:
                self._start()
                while True:
                    time.sleep(0.2)
                    self._watch()
            except Stop:
                self.console.step("Stopping …")
            finally:
                self._stop()
        return 0

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        make_data_dir(self.data_dir)
        lock = Lock(Places(self.data_dir, "supervisor").keeper)
        Places(self.data_dir, "supervisor").make()
        if not lock.take():
            raise EmbeddedError(f"The portal already runs on the data in {self.data_dir}: stop it, or set DATA_DIR.")
        with stop_signals():
            yield
        lock.drop()

    def _start(self) -> None:
        if self.embedded:
            self.console.step(f"Starting {' and '.join(TITLES[name] for name in self.embedded)} …")
        urls = service_urls(self.data_dir)
        self.env |= {
            "DATABASE_URL": urls.database_url,
            "REDIS_URL": urls.redis_url,
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            "CUNGCAU_EMBEDDED": "1",
            "PYTHONUNBUFFERED": "1",
            "WEB_GRACEFUL_SECONDS": "2",
            # Celery warns of root because of pickled messages; the portal accepts JSON only.
            "C_FORCE_ROOT": "1",
        }
        sign_ins = self.preparation.sign_ins() if "postgres" in self.embedded else None
        unchanged = sign_ins is not None
        if sign_ins is None:
            sign_ins = self._prepare()
        web, *others = self.services
        self.console.step("Starting the web server …")
        self._start_service(web)
        self._await_web(web)
        for service in others:
            self._start_service(service)
        self.console.step(f"Ready: http://localhost:{self.port}")
        for line in sign_ins:
            self.console.say(f"           {line}")
        self.console.say(f"           Ctrl-C stops everything. Logs: {self.logs}")
        if unchanged:
            with open_log(self.logs / "prepare.log") as output:
                self.check = spawn(PREPARE, env=self.env, cwd=ROOT, output=output)

    def _prepare(self) -> list[str]:
        """Bring the database and the translations up to date; return the lines about signing in."""
        self.console.step("Preparing the database …")
        process = spawn(PREPARE, env=self.env, cwd=ROOT, output=subprocess.PIPE)
        sign_ins = []
        try:
            for raw in process.stdout or ():
                line = raw.decode(errors="replace").rstrip()
                if line.startswith("sign-in:"):
                    sign_ins.append(line)
                elif line:
                    self.console.step(f"  {line}")
            if process.wait():
                raise EmbeddedError("Preparing the database failed; the lines above say why.")
        finally:
            end_session(process)
            if process.stdout:
                process.stdout.close()
        self.preparation.remember(sign_ins)
        return sign_ins

    def _start_service(self, service: Service) -> None:
        service.start(self.env, self.logs / f"{service.name}.log")

    def _await_web(self, web: Service) -> None:
        url = f"http://127.0.0.1:{self.port}/health/"
        process = web.process

        def settled() -> bool:
            return is_healthy(url) or process is None or process.poll() is not None

        if not wait_until(settled, seconds=READY_SECONDS, every=0.05) or web.has_ended():
            log = self.logs / "web.log"
            raise EmbeddedError(f"The web server did not get ready. {log} ends with:\n{tail(log)}")

    def _watch(self) -> None:
        self._watch_servers()
        self._watch_check()
        for service in self.services:
            if service.has_ended():
                self._plan_restart(service)
            elif service.next_start and service.next_start < time.monotonic():
                self._start_service(service)

    def _watch_servers(self) -> None:
        """Start a server's keeper again should it have been killed; the server itself is the keeper's business."""
        if lost := [name for name in self.embedded if not Places(self.data_dir, name).is_kept()]:
            self.console.step(f"{' and '.join(TITLES[name] for name in lost)}: the keeper ended, starting it again")
            try:
                attach(self.data_dir, lost)
            except EmbeddedError as error:
                self.console.step(f"{error}")
                time.sleep(1)

    def _watch_check(self) -> None:
        """Say so when the data, taken for prepared, were not: somebody has changed them meanwhile."""
        if self.check is not None and self.check.poll() is not None:
            if self.check.returncode:
                self.preparation.forget()
                self.console.step(f"Preparing the database failed; see {self.logs / 'prepare.log'}")
            self.check = None

    def _plan_restart(self, service: Service) -> None:
        code = service.process.returncode if service.process else None
        pause = service.plan_restart()
        log = self.logs / f"{service.name}.log"
        self.console.step(f"{service.name} ended ({code}), starting it again in {pause:.1f} s; see {log}")

    def _stop(self) -> None:
        """End beat, worker and web together, then the servers, unless somebody else still uses them."""
        started = [*(service.process for service in reversed(self.services)), self.check]
        processes = [process for process in started if process is not None]
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        wait_until(lambda: all(process.poll() is not None for process in processes), seconds=GRACE_SECONDS)
        for process in processes:
            end_session(process)
        detach(self.data_dir)
        places = [Places(self.data_dir, name) for name in self.embedded]
        wait_until(lambda: not any(place.is_kept() and not place.is_used() for place in places), seconds=8)
        kept = any(place.is_kept() for place in places)
        self.console.step("Stopped; another command still uses the servers." if kept else "Stopped.")


def concurrency() -> int:
    """Return how many tasks the worker runs at once, leaving a processor to the web."""
    return int(os.environ.get("WORKER_CONCURRENCY") or max(1, min(2, (os.cpu_count() or 1) - 1)))


def celery(command: str, *options: str | Path) -> list[str | Path]:
    """Return a command line of Celery's."""
    return [sys.executable, "-m", "celery", "-A", "exchange", command, *options]


def check_port(port: int) -> None:
    """Raise an error when another program listens on `port`."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except PermissionError as error:
            raise EmbeddedError(
                f"Port {port} needs root: choose one above 1023, as in `make run PORT=8080`."
            ) from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise EmbeddedError(
                    f"Port {port} is in use by another program: choose another, as in `make run PORT={port + 1}`."
                ) from error


def is_healthy(url: str) -> bool:
    """Tell whether `url` answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextlib.contextmanager
def stop_signals() -> Iterator[None]:
    """Turn the first SIGINT, SIGTERM or SIGHUP into `Stop`, and ignore those that follow."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise Stop

    for number in numbers:
        signal.signal(number, ask_to_stop)
    if "MAKELEVEL" in os.environ:
        die_with_parent(os.getppid(), signal.SIGTERM)  # make does not pass on its own end
    yield
