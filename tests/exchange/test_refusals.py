"""Requests that the web server refuses itself: the portal's page with the portal's headers."""

from __future__ import annotations

import socket

import pytest
from gunicorn.config import Config

from exchange import gunicorn, refusals
from tests.exchange.test_errors import HEADERS

pytestmark = pytest.mark.django_db


def answer(status: int, reason: str) -> tuple[str, dict[str, str], str]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        refusals.write_refusal(ours, status, reason, "'/x' <script>")
        ours.shutdown(socket.SHUT_WR)
        theirs.settimeout(5)
        received = b"".join(iter(lambda: theirs.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return first, dict(line.split(": ", 1) for line in lines), body.decode()


@pytest.mark.parametrize(("status", "reason"), [(400, "Bad Request"), (414, "Request-URI Too Large")])
def test_refusals_of_the_server_are_pages_of_ours(status: int, reason: str) -> None:
    first, headers, text = answer(status, reason)
    assert first == f"HTTP/1.1 {status} {reason}"
    assert [name for name, value in HEADERS.items() if value not in headers.get(name, "")] == []
    assert headers["Connection"] == "close"
    assert int(headers["Content-Length"]) == len(text.encode())
    assert "<title>Không đọc được yêu cầu này – CungCầu</title>" in text
    assert "script>" not in text.partition("<body")[2]


def test_a_page_that_cannot_be_made_leaves_the_servers_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(status: int, reason: str) -> bytes:
        raise RuntimeError

    monkeypatch.setattr(refusals, "refusal", fail)
    assert answer(400, "Bad Request")[0] == "HTTP/1.1 400 Bad Request"


def test_no_header_moves_the_portal_to_another_address() -> None:
    """A client's SCRIPT_NAME would be believed from a trusted proxy, and could end in an error of the server's."""
    config = Config()
    for name, value in vars(gunicorn).items():
        if name in config.settings:
            config.set(name, value)
    assert (config.forwarder_headers, config.header_map) == ([], "drop")
