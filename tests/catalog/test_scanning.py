"""A scanner on a real socket: what it finds is refused, and so is every file while it is away."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from catalog.scanning import Infected, ScannerAway, scan


def received(connection: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size and (more := connection.recv(size - len(got))):
        got += more
    return got


@contextmanager
def scanner(path: Path, answer: bytes | None = None) -> Iterator[list[bytes]]:
    """A scanner that knows one bad word, or says always the same; the files it was sent."""
    seen: list[bytes] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(path))
        server.listen()
        thread = threading.Thread(target=serve, args=(server, seen, answer), daemon=True)
        thread.start()
        yield seen
        thread.join(10)


def serve(server: socket.socket, seen: list[bytes], answer: bytes | None) -> None:
    connection, _address = server.accept()
    with connection:
        assert received(connection, 10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", received(connection, 4))[0]:
            content += received(connection, size)
        seen.append(content)
        connection.sendall(answer or (b"stream: Test-Virus FOUND\0" if b"virus" in content else b"stream: OK\0"))


@pytest.fixture
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("c") / "s"


def test_a_clean_file_is_sent_whole(path: Path) -> None:
    content = b"lanh " * 40_000
    with scanner(path) as seen:
        scan(content, str(path))
    assert seen == [content]


def test_what_it_finds_is_refused(path: Path) -> None:
    with scanner(path), pytest.raises(Infected, match="Test-Virus"):
        scan(b"a virus", str(path))


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"hello\0", b"\0"])
def test_any_other_answer_is_none(path: Path, answer: bytes) -> None:
    with scanner(path, answer), pytest.raises(ScannerAway):
        scan(b"x", str(path))


def test_a_scanner_that_is_away_refuses(path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        for address in (str(path), f"127.0.0.1:{taken.getsockname()[1]}", "nonsense"):
            with pytest.raises(ScannerAway):
                scan(b"x", address, seconds=2)


def test_a_silent_scanner_is_away(path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as silent:
        silent.bind(str(path))
        silent.listen()
        with pytest.raises(ScannerAway):
            scan(b"x", str(path), seconds=0.2)


def test_without_a_scanner_nothing_is_asked() -> None:
    scan(b"virus", "")
