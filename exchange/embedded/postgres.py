"""PostgreSQL: its data folder, its settings and when it is ready."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from exchange.embedded.account import data_folder
from exchange.embedded.binaries import postgres_bin
from exchange.embedded.errors import EmbeddedError
from exchange.embedded.processes import spawn

DATABASE = "cungcau"
USER = "cungcau"
OLDEST = 17  # the first with the builtin collation
MIB = 1024**2
COLLATION = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")


class Postgres:
    """A PostgreSQL server for the data in `data_dir`/postgres, reachable through a Unix socket only."""

    name: str = "postgres"
    stop_steps: tuple[tuple[int, float], ...] = ((signal.SIGINT, 2.5), (signal.SIGQUIT, 1.0), (signal.SIGKILL, 5.0))
    on_parent_death: int = signal.SIGINT

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.durable = durable
        self.folder, self.account = data_folder(data_dir, self.name)
        self.bin = postgres_bin(self.account)
        self.helper: subprocess.Popen[bytes] | None = None
        self.major = self._major()
        self.data = self.folder / f"pg{self.major}"

    def prepare(self) -> None:
        """Make the data folder on the first start."""
        if self.major < OLDEST:
            raise EmbeddedError(f"{self.bin} has PostgreSQL {self.major}, and the portal needs {OLDEST} or newer.")
        if self.data.exists():
            return
        if others := sorted(self.folder.glob("pg[0-9]*[0-9]")):
            raise EmbeddedError(
                f"{others[-1]} was written by another version of PostgreSQL than the {self.major} installed: "
                "restore a backup into a new DATA_DIR (docs/operators.md)."
            )
        unfinished = self.data.with_suffix(".unfinished")
        self._run(["rm", "-rf", unfinished])
        # Synced by `_sync` instead, while the portal already starts.
        access = ["-U", USER, "--auth-local=trust", "--auth-host=reject"]
        options = ["--no-sync", "--no-instructions", "--set=timezone=UTC", "--set=log_timezone=UTC", *COLLATION]
        self._run([self.bin / "initdb", "-D", unfinished, *access, *options])
        unfinished.rename(self.data)

    def command(self, sockets: Path) -> list[str | Path]:
        """Return the command that runs the server with its sockets in `sockets`."""
        options = [f"unix_socket_directories={sockets}", "listen_addresses=", "unix_socket_permissions=0700"]
        if sys.platform == "linux":
            options.append("recovery_init_sync_method=syncfs")
        options += memory_settings(memory_bytes(), os.cpu_count() or 1)
        options += () if self.durable else NOT_DURABLE
        return [self.bin / "postgres", "-D", self.data, *(f"--{option}" for option in options)]

    def is_ready(self, pid: int, sockets: Path) -> bool:
        """Tell whether the server started as `pid` accepts connections, and make the database if it is new."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        if len(lines) < 8 or lines[0].strip() != str(pid) or lines[7].strip() != "ready":
            return False
        if not (marker := self.folder / "database-made").exists():
            self._make_database(sockets)
            marker.touch()
            self._sync()
        return True

    def url(self, sockets: Path) -> str:
        """Return the address of the portal's database."""
        return f"postgres://{USER}@/{sockets}/{DATABASE}"

    def _make_database(self, sockets: Path) -> None:
        try:
            self._run([self.bin / "createdb", "-h", sockets, "-U", USER, DATABASE])
        except EmbeddedError as error:
            if "already exists" not in str(error):
                raise

    def _sync(self) -> None:
        if self.durable:
            self.helper = spawn(
                [self.bin / "initdb", "--sync-only", "-D", self.data],
                output=subprocess.DEVNULL,
                account_arguments=self.account.popen_arguments(),
            )

    def _run(self, command: list[str | Path]) -> str:
        done = subprocess.run(  # noqa: S603 - our own programs
            [str(part) for part in command],
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
            **self.account.popen_arguments(),
        )
        output: str = done.stdout.decode(errors="replace")
        if done.returncode:
            raise EmbeddedError(f"{Path(command[0]).name} failed:\n{output.strip()}")
        return output

    def _major(self) -> int:
        match = re.search(r"\d+", self._run([self.bin / "postgres", "--version"]))
        return int(match.group()) if match else 0


def memory_bytes() -> int:
    """Return the memory this machine, or this container, may use."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    except OSError:
        return physical
    return min(physical, int(limit)) if limit.isdigit() else physical


def memory_settings(memory: int, processors: int) -> list[str]:
    """Return PostgreSQL's settings for a machine shared with the web server, the worker and Valkey."""

    def share(divisor: int, least: int, most: int) -> str:
        return f"{max(least, min(most, memory // divisor // MIB))}MB"

    return [
        f"shared_buffers={share(8, 64, 2048)}",
        f"effective_cache_size={share(2, 128, 1024 * 64)}",
        f"work_mem={share(768, 4, 32)}",
        f"maintenance_work_mem={share(32, 32, 768)}",
        f"max_parallel_workers_per_gather={max(0, min(2, processors - 1))}",
        f"max_parallel_maintenance_workers={max(0, min(2, processors - 1))}",
        "max_connections=80",
        "max_wal_size=2GB",
        "checkpoint_timeout=15min",
        "wal_compression=pglz",
        "random_page_cost=1.1",
        "jit=off",
        "idle_in_transaction_session_timeout=5min",
        "log_min_duration_statement=2000",
        "log_checkpoints=off",
    ]
