"""A mail server of one's own for every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.accounts import mail_servers


@pytest.fixture
def mail_server(settings: object) -> Iterator[object]:
    """An SMTP server's stand-in; tests put failures into it and look at what it took."""
    settings.EMAIL_BACKEND = "tests.accounts.mail_servers.Server"  # type: ignore[attr-defined]
    mail_servers.taken.clear()
    mail_servers.failures.clear()
    yield mail_servers
    mail_servers.taken.clear()
    mail_servers.failures.clear()


@pytest.fixture
def queries_of(client: Client) -> Callable[[str], int]:
    """How many queries a page makes beyond those of the shell around a static text."""

    def count(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    return lambda path: count(path) - count("/about/") + 1
