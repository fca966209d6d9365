"""A wrong environment stops the start with a sentence that says which setting; a right one passes Django's checks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "PRODUCTION": "yes",
    "SECRET_KEY": "k7#" * 20 + "zpQ8w2Lm9xVb4Nc6Rt1Yh3",
    "ALLOWED_HOSTS": "ket-noi.example",
    "SITE_URL": "https://ket-noi.example",
    "DATABASE_URL": "postgres://portal:secret@database/portal",
    "REDIS_URL": "redis://cache:6379/0",
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example:587",
}
WRONG = [
    ({"SECRET_KEY": ""}, "SECRET_KEY must be a secret of at least 50 characters, and not the demonstration's."),
    ({"SECRET_KEY": "short"}, "SECRET_KEY must be a secret of at least 50 characters, and not the demonstration's."),
    (
        {"SECRET_KEY": "demonstration-only-key-that-production-refuses-to-start-with"},
        "SECRET_KEY must be a secret of at least 50 characters, and not the demonstration's.",
    ),
    ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name the hosts the portal answers to."),
    ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the hosts the portal answers to."),
    ({"SITE_URL": ""}, "SITE_URL must be the portal's public https address."),
    ({"SITE_URL": "http://ket-noi.example"}, "SITE_URL must be the portal's public https address."),
    ({"DEMO": "yes"}, "DEMO and DEBUG must be off in production."),
    ({"DEBUG": "1"}, "DEMO and DEBUG must be off in production."),
    ({"DATABASE_URL": ""}, "DATABASE_URL and REDIS_URL must be set in production."),
    ({"REDIS_URL": ""}, "DATABASE_URL and REDIS_URL must be set in production."),
    ({"EMAIL_URL": ""}, "EMAIL_URL must name the mail server, for example smtp+tls://user:password@host:587."),
    ({"PRODUCTION": "ture"}, "PRODUCTION must be yes or no, not 'ture'."),
    ({"SECOND_FACTOR_REQUIRED": "maybe"}, "SECOND_FACTOR_REQUIRED must be yes or no, not 'maybe'."),
    ({"TRUSTED_PROXIES": "one"}, "TRUSTED_PROXIES must be a whole number, not 'one'."),
    ({"PORT": "http"}, "PORT must be a whole number, not 'http'."),
    ({"UPLOAD_MAX_BYTES": "10 MB"}, "UPLOAD_MAX_BYTES must be a whole number, not '10 MB'."),
]


def python(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a fresh environment under production settings with some changes."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "exchange.settings", **PRODUCTION, **changes}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("changes", "sentence"), WRONG, ids=[",".join(changes.values()) or next(iter(changes)) for changes, _ in WRONG]
)
def test_wrong_environment_stops_the_start_with_a_sentence(changes: dict[str, str], sentence: str) -> None:
    run = python("-c", "import exchange.settings", **changes)
    assert (run.returncode, run.stderr.splitlines()[-1]) == (
        1,
        f"django.core.exceptions.ImproperlyConfigured: {sentence}",
    )


def test_commands_say_the_sentence_alone() -> None:
    run = python("manage.py", "check", SITE_URL="http://ket-noi.example")
    assert (run.returncode, run.stderr) == (1, "SITE_URL must be the portal's public https address.\n")


def test_production_settings_pass_the_deployment_checks() -> None:
    run = python("-W", "ignore", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert (run.returncode, run.stderr, run.stdout) == (
        0,
        "",
        "System check identified no issues (1 silenced).\n",
    )


def test_cookies_and_transport_are_safe_in_production() -> None:
    names = [
        "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECOND_FACTOR_REQUIRED", "SESSION_COOKIE_HTTPONLY",
    ]  # fmt: skip
    show = f"import exchange.settings as s; print([getattr(s, name) for name in {names!r}], s.DEMO, s.DEBUG)"
    run = python("-c", show)
    assert run.stdout == f"{[True] * len(names)} False False\n"


def test_demonstration_mailbox_is_not_used_in_production() -> None:
    run = python("-c", "import exchange.settings as s; print(s.EMAIL_BACKEND, s.EMAIL_HOST, s.EMAIL_USE_TLS)")
    assert run.stdout == "django.core.mail.backends.smtp.EmailBackend mail.example True\n"
