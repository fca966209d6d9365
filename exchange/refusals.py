"""What the web server itself refuses (an overlong or malformed request): the portal's page and headers all the same."""

from __future__ import annotations

import io
import logging
import socket
from collections.abc import Callable
from typing import Any

from gunicorn import util

logger = logging.getLogger(__name__)

gunicorns_own = util.write_error


def write_refusal(client: socket.socket, status: int, reason: str, message: str) -> None:
    """Take gunicorn's place in telling a client that its request cannot be read."""
    try:
        answer = refusal(status, reason)
    except Exception:
        logger.exception("The page of a refusal cannot be made")
        gunicorns_own(client, status, reason, message)
        return
    util.write_nonblock(client, answer)


def refusal(status: int, reason: str) -> bytes:
    """The portal's answer to an address it cannot read, under the server's status."""
    from exchange.wsgi import application  # noqa: PLC0415 -- the settings are not there yet when this is imported

    headers: list[tuple[str, str]] = []

    def start_response(_status: str, made: list[tuple[str, str]], _info: Any = None, /) -> Callable[[bytes], object]:
        headers.extend(made)
        return io.BytesIO().write

    body = b"".join(application(unreadable(), start_response))
    made = [("Connection", "close"), ("Content-Length", str(len(body))), *headers]
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in made)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


def unreadable() -> dict[str, Any]:
    """A request whose address holds a NUL byte: refused before any database, session or host is looked at."""
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/\x00",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_X_FORWARDED_PROTO": "https",
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
