"""The keeper: one small process for each server, which runs it as long as anybody uses it.

Users hold a shared lock on `<name>.users`; the keeper ends the server when it can take that lock alone.
So the servers end with their last user, even with one that was killed.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Protocol

from exchange.embedded.account import Account, socket_folder
from exchange.embedded.errors import EmbeddedError
from exchange.embedded.postgres import Postgres
from exchange.embedded.processes import Lock, end_session, open_log, spawn, stop, wait_until
from exchange.embedded.valkey import Valkey

LONGEST_PAUSE = 5.0
START_SECONDS = 300.0
SAFE, FAST, THROW_AWAY = "safe", "fast", "throw-away"  # FAST forgets the last moments in a crash, for tests


class Server(Protocol):
    """What the keeper asks of a server."""

    name: str
    folder: Path
    account: Account
    helper: subprocess.Popen[bytes] | None
    stop_steps: tuple[tuple[int, float], ...]
    on_parent_death: int

    def prepare(self) -> None: ...
    def command(self, sockets: Path) -> list[str | Path]: ...
    def is_ready(self, pid: int, sockets: Path) -> bool: ...
    def url(self, sockets: Path) -> str: ...


SERVERS: dict[str, Callable[..., Server]] = {"postgres": Postgres, "valkey": Valkey}


class Unused(Exception):
    """Nobody uses the server any more, or the keeper was told to end."""


class Places:
    """The files by which a server's users and its keeper find each other."""

    def __init__(self, data_dir: Path, name: str) -> None:
        self.run = data_dir / "run"
        self.users = self.run / f"{name}.users"
        self.keeper = self.run / f"{name}.keeper"
        self.start = self.run / f"{name}.start"
        self.state = self.run / f"{name}.json"
        self.log = data_dir / "logs" / f"{name}.log"

    def make(self) -> None:
        """Make the folders."""
        for folder in (self.run, self.log.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def is_kept(self) -> bool:
        """Tell whether the server has a keeper."""
        return Lock(self.keeper).is_held()

    def is_used(self) -> bool:
        """Tell whether anybody uses the server, as far as its keeper has not already decided to end it."""
        probe = Lock(self.users)
        try:
            return probe.take(shared=True) and not probe.take()
        finally:
            probe.drop()

    def read(self) -> dict[str, str]:
        """Return what the keeper last wrote."""
        try:
            state = json.loads(self.state.read_text())
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def write(self, **state: str) -> None:
        """Write what users need to know, at once or not at all."""
        temporary = self.state.with_suffix(f".{os.getpid()}")
        temporary.write_text(json.dumps(state))
        temporary.replace(self.state)


def keep(data_dir: Path, name: str, *, mode: str = SAFE) -> int:
    """Run the server `name` until nobody uses it; return the exit code."""
    places = Places(data_dir, name)
    alone = Lock(places.keeper)
    if not wait_until(alone.take, seconds=2):
        return 0
    signal.signal(signal.SIGTERM, _end)
    try:
        server = SERVERS[name](data_dir, durable=mode == SAFE)
        server.prepare()
        with contextlib.suppress(Unused):
            _serve(server, places)
    except (EmbeddedError, OSError) as error:
        places.write(state="failed", message=str(error), keeper=str(os.getpid()))
        return 1
    if mode == THROW_AWAY:
        shutil.rmtree(server.folder, ignore_errors=True)
        shutil.rmtree(data_dir, ignore_errors=True)
    return 0


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise Unused


def _serve(server: Server, places: Places) -> None:
    sockets = socket_folder(places.read().get("sockets"), server.account)
    users = Lock(places.users)
    pause = 0.1
    try:
        while True:
            began = time.monotonic()
            _run_once(server, places, sockets, users)
            pause = 0.1 if time.monotonic() - began > 30 else min(LONGEST_PAUSE, pause * 2)
            _wait(users, pause)
    finally:
        if users.take():
            shutil.rmtree(sockets, ignore_errors=True)
            places.state.unlink(missing_ok=True)


def _run_once(server: Server, places: Places, sockets: Path, users: Lock) -> None:
    """Run the server until it ends by itself; raise `Unused` after ending it when nobody uses it."""
    keeper = str(os.getpid())
    places.write(state="starting", sockets=str(sockets), keeper=keeper)
    with open_log(places.log) as log:
        process = spawn(
            server.command(sockets),
            on_parent_death=server.on_parent_death,
            cwd=Path("/"),
            output=log,
            account_arguments=server.account.popen_arguments(),
        )
    try:
        _await_readiness(server, process, sockets, users)
        if process.poll() is None:
            places.write(state="ready", sockets=str(sockets), url=server.url(sockets), keeper=keeper)
        while process.poll() is None:
            _wait(users, 0.1)
            if server.helper is not None and server.helper.poll() is not None:
                server.helper = None
    except Unused:
        stop(process, server.stop_steps)
        raise
    end_session(process)


def _await_readiness(server: Server, process: subprocess.Popen[bytes], sockets: Path, users: Lock) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and not server.is_ready(process.pid, sockets):
        if time.monotonic() > deadline:
            stop(process, server.stop_steps)
        _wait(users, 0.02)


def _wait(users: Lock, seconds: float) -> None:
    """Let time pass; raise `Unused` when nobody uses the server."""
    time.sleep(seconds)
    with contextlib.suppress(OSError):
        if users.take():
            raise Unused
