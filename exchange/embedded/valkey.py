"""Valkey: its data folder, its settings and when it is ready."""

import contextlib
import signal
import socket
import subprocess
from pathlib import Path

from exchange.embedded.account import data_folder
from exchange.embedded.binaries import valkey_server
from exchange.embedded.postgres import MIB, memory_bytes


class Valkey:
    """A Valkey server for the data in `data_dir`/valkey, reachable through a Unix socket only."""

    name: str = "valkey"
    stop_steps: tuple[tuple[int, float], ...] = ((signal.SIGTERM, 3.0), (signal.SIGKILL, 5.0))
    on_parent_death: int = signal.SIGTERM

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.durable = durable
        self.folder, self.account = data_folder(data_dir, self.name)
        self.helper: subprocess.Popen[bytes] | None = None
        self.program = valkey_server(self.account)

    def prepare(self) -> None:
        """Do nothing: Valkey makes its files itself."""

    def command(self, sockets: Path) -> list[str | Path]:
        """Return the command that runs the server with its socket in `sockets`."""
        megabytes = max(64, min(512, memory_bytes() // 32 // MIB))
        options = {
            "port": "0",
            "unixsocket": str(sockets / "valkey.sock"),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "databases": "16",
            "save": "",
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            # Cache entries have an expiry and may go; messages have none and stay.
            "maxmemory": f"{megabytes}mb",
            "maxmemory-policy": "volatile-lru",
            "daemonize": "no",
        }
        return [self.program, *(word for name, value in options.items() for word in (f"--{name}", value))]

    def is_ready(self, pid: int, sockets: Path) -> bool:  # noqa: ARG002 - a stale socket does not answer
        """Tell whether the server answers."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(sockets / "valkey.sock"))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        return False

    def url(self, sockets: Path) -> str:
        """Return the address of the server."""
        return f"unix://{sockets}/valkey.sock?db=0"
