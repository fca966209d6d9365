"""Error pages: ours, in both languages, with the headers of every page, and nothing that helps an attacker."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

ROOT = Path(__file__).resolve().parents[2]
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
TITLES = {
    ("vi", 400): "Không đọc được yêu cầu này",
    ("en", 400): "This request cannot be read",
    ("en", 403): "This is not possible",
    ("en", 404): "Page not found",
    ("en", 500): "Something went wrong",
    ("en", 503): "Briefly unavailable",
}
DEAD = "postgres://nobody@/none?host=/nonexistent"
ASK = """
import json, sys, django
django.setup()
from django.conf import settings
from django.test import Client
found = {}
for cookies in ({}, {settings.SESSION_COOKIE_NAME: "x" * 32}):
    for path in ("/", "/en/", "/listings/", "/en/account/login/", "/desk/", "/health/", "/khong-co/"):
        client = Client(raise_request_exception=False)
        client.cookies.load(cookies)
        answer = client.get(path)
        found[f"{path} {len(cookies)}"] = [answer.status_code, dict(answer.headers), answer.content.decode()]
json.dump(found, sys.stdout)
"""


def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def suspect(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("SELECT secret FROM /work")


@pytest.fixture
def stranger() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def _broken_pages(settings: Any) -> None:
    """The portal with three more pages, each of which fails in its own way."""
    from exchange import urls  # noqa: PLC0415

    more = [path(f"{prefix}{code}/", view) for prefix in ("", "en/")
            for code, view in ((400, suspect), (403, refuse), (500, fail))]  # fmt: skip
    settings.ROOT_URLCONF = type(
        "Broken",
        (),
        {"urlpatterns": [*more, *urls.urlpatterns]}
        | {f"handler{code}": getattr(urls, f"handler{code}") for code in (400, 403, 404, 500)},
    )


def check_page(answer: HttpResponse, status: int, language: str) -> None:
    text = answer.content.decode()
    assert answer.status_code == status
    assert f'<html lang="{language}"' in text
    assert [name for name, value in HEADERS.items() if value not in answer.headers.get(name, "")] == []
    assert [word for word in ("Traceback", "SELECT", "/work", "django", "Exception") if word in text] == []
    if title := TITLES.get((language, status)):
        assert f"<title>{title} – CungCầu</title>" in text


@pytest.mark.django_db
@pytest.mark.usefixtures("_broken_pages")
@pytest.mark.parametrize("status", [400, 403, 404, 500])
@pytest.mark.parametrize(("prefix", "language"), [("/", "vi"), ("/en/", "en")])
def test_error_pages_are_ours_in_both_languages(stranger: Client, prefix: str, language: str, status: int) -> None:
    check_page(stranger.get(f"{prefix}{status}/"), status, language)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_error_pages_keep_the_chosen_theme(stranger: Client, theme: str) -> None:
    stranger.cookies["theme"] = theme
    assert f'data-theme="{theme}"' in stranger.get("/%00").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/static/img/icons.svg", "/static/khong-co.css", "/static/css/../../x"])
def test_static_files_carry_the_headers_too(stranger: Client, address: str) -> None:
    with closing(stranger.get(address)) as answer:
        assert [name for name, value in HEADERS.items() if value not in answer.headers.get(name, "")] == []


def test_forged_form_is_refused_with_our_page() -> None:
    strict = Client(enforce_csrf_checks=True)
    check_page(strict.post("/en/account/login/", {"login": "a@vidu.test"}), 403, "en")


def test_unknown_host_is_refused_with_our_page(stranger: Client) -> None:
    check_page(stranger.get("/en/", headers={"host": "evil.example"}), 400, "en")


@pytest.fixture(scope="module")
def without_database() -> dict[str, tuple[int, dict[str, str], str]]:
    """Answers of a process whose database does not exist."""
    environment = {**os.environ, "DATABASE_URL": DEAD, "DJANGO_SETTINGS_MODULE": "exchange.settings"}
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return {name: tuple(answer) for name, answer in json.loads(run.stdout).items()}


@pytest.mark.parametrize("cookies", [0, 1])
@pytest.mark.parametrize("address", ["/", "/en/", "/listings/", "/en/account/login/", "/desk/"])
def test_absent_database_is_told_in_our_design(
    without_database: dict[str, tuple[int, dict[str, str], str]], address: str, cookies: int
) -> None:
    status, headers, text = without_database[f"{address} {cookies}"]
    if (status, address, cookies) in ((302, "/desk/", 0), (200, "/en/account/login/", 0)):
        return  # these two need no database for a stranger
    check_page(HttpResponse(text, status=status, headers=headers), 503, "en" if "/en/" in address else "vi")
    assert (headers["Retry-After"], headers["Cache-Control"]) == ("10", "no-store")


def test_health_says_that_the_database_is_away(without_database: dict[str, tuple[int, dict[str, str], str]]) -> None:
    status, _headers, text = without_database["/health/ 0"]
    assert (status, json.loads(text)) == (503, {"status": "unavailable"})


@pytest.fixture
def _no_cache(settings: Any) -> None:
    away = "redis://127.0.0.1:1/0"
    settings.CACHES = {"default": {"BACKEND": "exchange.cache.QuietRedisCache", "LOCATION": away}}


@pytest.mark.django_db
@pytest.mark.usefixtures("_no_cache")
@pytest.mark.parametrize("address", ["/", "/listings/", "/account/login/", "/about/"])
def test_absent_cache_is_not_noticed(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.usefixtures("_no_cache")
def test_absent_cache_misses_quietly() -> None:
    cache.set("key", 1)
    assert (cache.get("key", "nothing"), cache.get_many(["key"]), "key" in cache) == ("nothing", {}, False)
    assert (cache.add("key", 1), cache.touch("key"), cache.delete("key"), cache.incr("key")) == (True, False, False, 1)


@pytest.fixture
def _hanging_cache(settings: Any) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        options = settings.CACHES["default"]["OPTIONS"]
        location = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        backend = "exchange.cache.QuietRedisCache"
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": location, "OPTIONS": options}}
        yield


@pytest.mark.usefixtures("_hanging_cache")
def test_hanging_cache_is_soon_taken_for_absent() -> None:
    started = time.monotonic()
    assert (cache.get("key", "nothing"), cache.add("key", 1)) == ("nothing", True)
    assert time.monotonic() - started < 3
