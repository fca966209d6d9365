"""What every test shares: classifications are there, no other network, an invalid template variable fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import translation

from taxonomy.loading import load_all

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """The classifications are part of every test database."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        load_all()


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.fixture
def now() -> datetime:
    """Monday 23 November 2026, 10:00 in Hải Phòng."""
    return NOW


@pytest.fixture
def client() -> Client:
    return Client()
