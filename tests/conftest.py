"""What every test shares: classifications are there, no other network, an invalid template variable fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import hypothesis
import pytest
from django.conf import settings as portal
from django.test import Client
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from taxonomy.loading import load_all
from tests.factories_attention import forget_counts

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)

# A busy machine is no defect: how fast something is stands in benchmarks/.
hypothesis.settings.register_profile("portal", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("portal")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """The classifications are part of every test database."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        load_all()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """A test with real transactions leaves the tables empty; the next one finds the classifications again."""
    yield
    marker = item.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        with item.config.stash[blocking_manager_key].unblock():
            load_all()


@pytest.fixture(autouse=True)
def _no_kept_pages(settings: Any) -> None:
    """Inside a test's transaction nothing is committed, so that no page is told to be out of date."""
    settings.PAGE_CACHE = False


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


@pytest.fixture
def nothing_counted() -> Iterator[None]:
    """Counts of shown and opened listings stand outside a test's transaction."""
    url = portal.REDIS_URL
    forget_counts(url)
    yield
    forget_counts(url)
