"""An organisation that ends, the one it is merged into, and an officer."""

from __future__ import annotations

import pytest

from accounts.models import Organisation, User
from tests.factories_catalog import (
    make_officer,
    make_organisation,
)  # fmt: skip


@pytest.fixture
def source() -> Organisation:
    return make_organisation("Cơ khí Bến Lạch cũ", slug="ben-lach-cu")


@pytest.fixture
def target() -> Organisation:
    return make_organisation("Cơ khí Bến Lạch", slug="ben-lach")


@pytest.fixture
def officer() -> User:
    return make_officer()
