"""The choice of theme needs no token, but a page of ours has to have sent it."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 303),
        ({"Origin": "http://testserver"}, 303),
        ({"Origin": "https://testserver"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
    ],
)
def test_only_our_own_pages_choose_the_theme(headers: dict[str, str], status: int) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/display/theme/", {"theme": "dark"}, headers=headers)
    assert (answer.status_code, "theme" in answer.cookies) == (status, status == 303)


def test_theme_is_chosen_by_a_press_only(client: Client) -> None:
    assert client.get("/display/theme/").status_code == 405
