"""Asking a virus scanner about a file, where the operator runs one: clamd's INSTREAM over a socket. Pure.

A scanner that is set and does not answer refuses: a file that nobody looked at is not taken.
"""

from __future__ import annotations

import socket
import struct
from typing import Final

SECONDS: Final = 30.0
CHUNK: Final = 65_536
LONGEST_ANSWER: Final = 4096


class Infected(Exception):
    """The scanner has found something; its name is the message."""


class ScannerAway(Exception):
    """The scanner cannot be reached, or does not answer as one."""


def scan(content: bytes, address: str, *, seconds: float = SECONDS) -> None:
    """Have a file looked at by the scanner at "host:port" or at the path of a socket; nothing where none is set."""
    if not address:
        return
    try:
        with _connected(address, seconds) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                connection.sendall(struct.pack("!L", len(chunk)) + chunk)
            connection.sendall(struct.pack("!L", 0))
            answer = _answer(connection)
    except (OSError, ValueError) as away:
        raise ScannerAway(str(away)) from away
    if answer.endswith(" FOUND"):
        raise Infected(answer.removeprefix("stream: ").removesuffix(" FOUND"))
    if answer != "stream: OK":
        raise ScannerAway(answer)


def _connected(address: str, seconds: float) -> socket.socket:
    if not address.startswith("/"):
        host, _separator, port = address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=seconds)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(seconds)
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def _answer(connection: socket.socket) -> str:
    """What the scanner says, up to its end."""
    said = b""
    while len(said) < LONGEST_ANSWER and not said.endswith(b"\0") and (more := connection.recv(LONGEST_ANSWER)):
        said += more
    return said.rstrip(b"\0\n").decode("ascii", "replace")
