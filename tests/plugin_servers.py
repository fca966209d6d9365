"""Throw-away PostgreSQL and Valkey for the tests, unless DATABASE_URL and REDIS_URL name servers.

A plugin named on the command line, because pytest-django reads the settings before any conftest. With TEST_DATA_DIR the
servers' files stay for the next run, which then reuses the migrated database.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from exchange.embedded.attach import attach, embedded_servers
from exchange.embedded.keeper import FAST, THROW_AWAY

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = "TEST_TEMPLATE_DATABASE"


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start the servers once, in the process that the person started."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        give_database_number(int(worker.removeprefix("gw")) + 1)
        return
    if getattr(early_config.known_args_namespace, "markexpr", "") == "browser":
        use_no_servers()
        return
    if names := embedded_servers():
        start_servers(names)
    if getattr(early_config.known_args_namespace, "numprocesses", None) and not embedded_servers():
        make_template()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Have each worker's database copied from the migrated one."""
    if template := os.environ.get(TEMPLATE):
        from django.conf import settings  # noqa: PLC0415

        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = template


def use_no_servers() -> None:
    """Let Django's settings be read only: the browser journeys start the portal itself, and ask it alone."""
    os.environ.setdefault("DATABASE_URL", "postgres://nowhere/none")
    os.environ.setdefault("REDIS_URL", "redis://nowhere:1/0")


def start_servers(names: list[str]) -> None:
    """Start servers that end with this process, and put their addresses into the environment."""
    kept = os.environ.get("TEST_DATA_DIR")
    folder = Path(kept).resolve() if kept else Path(tempfile.mkdtemp(prefix="cungcau-test-"))
    if not kept and os.geteuid() == 0:
        folder.chmod(0o711)
    urls = attach(folder, names, mode=FAST if kept else THROW_AWAY)
    variables = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
    os.environ.update({variables[name]: url for name, url in urls.items()})
    os.environ.setdefault("DATA_DIR", str(folder / "data"))


def make_template() -> None:
    """Migrate the servers' own database once, as the template of every worker's."""
    command = [sys.executable, "-W", "ignore", "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, check=True)
    os.environ[TEMPLATE] = os.environ["DATABASE_URL"].rpartition("/")[2]


def give_database_number(number: int) -> None:
    """Let each worker have a Valkey database to itself."""
    url = os.environ.get("REDIS_URL", "")
    if url.startswith("unix://"):
        os.environ["REDIS_URL"] = f"{url.partition('?')[0]}?db={number % 16}"
