"""How a process gets the addresses of PostgreSQL and Valkey, starting them where nobody runs them yet.

Whoever calls `service_urls` uses the servers until its process ends; the last one leaves them to be stopped.
"""

import contextlib
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from exchange.embedded.errors import EmbeddedError
from exchange.embedded.keeper import SAFE, START_SECONDS, Places
from exchange.embedded.processes import Lock, tail

VARIABLES = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
_keepers: set[int] = set()
_uses: dict[Path, Lock] = {}


class ServiceUrls(NamedTuple):
    """Where the portal's two services answer."""

    database_url: str
    redis_url: str


def service_urls(data_dir: Path) -> ServiceUrls:
    """Return the services' addresses: from the environment, or of the embedded servers of `data_dir`."""
    urls = {name: os.environ.get(variable, "") for name, variable in VARIABLES.items()}
    urls |= attach(data_dir, embedded_servers())
    return ServiceUrls(urls["postgres"], urls["valkey"])


def broker_url(redis_url: str) -> str:
    """Return the address of Valkey in Celery's words, which differ for Unix sockets."""
    if not redis_url.startswith("unix://"):
        return redis_url
    path, _, database = redis_url.removeprefix("unix://").partition("?db=")
    return f"redis+socket://{path}?virtual_host={database or 0}"


def embedded_servers() -> list[str]:
    """Return the names of the servers whose addresses the environment does not give."""
    return [name for name, variable in VARIABLES.items() if not os.environ.get(variable)]


def attach(data_dir: Path, names: Sequence[str], *, mode: str = SAFE) -> dict[str, str]:
    """Use the servers `names` of `data_dir` from now on, and return their addresses when they are ready."""
    _keepers.difference_update([pid for pid in _keepers if _has_ended(pid)])
    if not names:
        return {}
    if sys.platform == "win32":
        raise EmbeddedError("The embedded servers need Linux or macOS: set DATABASE_URL and REDIS_URL, or use WSL.")
    make_data_dir(data_dir)
    try:
        with contextlib.ExitStack() as starting:
            starts = [_start(data_dir, name, starting, mode=mode) for name in names]
            return {start.name: start.url() for start in starts}
    except PermissionError as error:
        raise EmbeddedError(f"{error.filename} belongs to another user: start the portal as that user.") from error


def detach(data_dir: Path) -> None:
    """Use the servers of `data_dir` no longer."""
    for users in [path for path in _uses if path.parent.parent == data_dir]:
        _uses.pop(users).drop()


def make_data_dir(data_dir: Path) -> Path:
    """Make the folder of the portal's data, closed to others; of root's, servers may pass through it."""
    try:
        data_dir.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedError(f"DATA_DIR {data_dir} cannot be made: {error.strerror}.") from error
    return data_dir


def _start(data_dir: Path, name: str, starting: contextlib.ExitStack, *, mode: str) -> "_Start":
    places = Places(data_dir, name)
    places.make()
    if places.users not in _uses:
        use = _uses[places.users] = Lock(places.users)
        use.take(shared=True, wait=True)
    starting.enter_context(Lock(places.start).held())
    start = _Start(data_dir, name, places, mode)
    start.begin()
    return start


class _Start:
    """The wait for a server that somebody runs already, or whose keeper we start."""

    def __init__(self, data_dir: Path, name: str, places: Places, mode: str) -> None:
        self.data_dir, self.name, self.places, self.mode = data_dir, name, places, mode
        self.keeper: int | None = None

    def begin(self) -> None:
        """Start a keeper unless there is one."""
        if not self.places.is_kept():
            self.keeper = self._spawn()
            _keepers.add(self.keeper)

    def url(self) -> str:
        """Return the server's address once it is ready."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            state = self.places.read()
            if self.keeper is None:
                self.begin()
            if not self._is_current(state):
                state = {}
            if state.get("state") == "ready":
                return state["url"]
            if state.get("state") == "failed":
                raise EmbeddedError(state["message"])
            if self.keeper is not None and _has_ended(self.keeper):
                raise EmbeddedError(f"{self.name} did not start. {self.places.log} ends with:\n{tail(self.places.log)}")
            time.sleep(0.02)
        raise EmbeddedError(f"{self.name} was not ready after {START_SECONDS:.0f} s. See {self.places.log}.")

    def _is_current(self, state: dict[str, str]) -> bool:
        """Tell whether `state` was written by the keeper that runs now."""
        if self.keeper is not None:
            return state.get("keeper") == str(self.keeper)
        try:
            os.kill(int(state["keeper"]), 0)
        except (KeyError, ProcessLookupError):
            return False
        except PermissionError:
            return True
        return True

    def _spawn(self) -> int:
        """Start the keeper in a session of its own, so that it outlives this process if others use the server."""
        paths = [str(Path(__file__).resolve().parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
        log = os.open(self.places.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            return os.posix_spawn(
                sys.executable,
                [sys.executable, "-m", "exchange.embedded", "keep", self.name, self.mode],
                {**os.environ, "DATA_DIR": str(self.data_dir), "PYTHONPATH": os.pathsep.join(paths)},
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_DUP2, log, 1),
                    (os.POSIX_SPAWN_DUP2, log, 2),
                ],
                setsid=True,
            )
        finally:
            os.close(log)


def _has_ended(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True
