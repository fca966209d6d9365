"""Who the tests of matching's pages sign in."""

import pytest
from django.test import Client

from accounts.models import User
from tests.factories_catalog import make_user


@pytest.fixture
def manager(client: Client) -> User:
    person = make_user("Bùi Thị Quản", role=User.Role.MANAGER)
    client.force_login(person)
    return person
