"""Backup and restore of the whole portal in one file: the database and the uploads.

They work on whatever DATABASE_URL names, and on the embedded servers without it. The file is a tar archive of
`database.dump` (pg_dump's custom format) and `media/`.
"""

import os
import subprocess
import sys
import tarfile
import tempfile
import urllib.parse
from pathlib import Path
from typing import IO

from exchange.embedded.attach import attach, make_data_dir
from exchange.embedded.binaries import postgres_tools
from exchange.embedded.console import Console
from exchange.embedded.errors import EmbeddedError
from exchange.embedded.keeper import Places
from exchange.embedded.postgres import USER
from exchange.embedded.preparation import Preparation
from exchange.embedded.processes import Lock

DUMP = "database.dump"
MEDIA = "media"


class Database:
    """The portal's database as PostgreSQL's own programs see it."""

    def __init__(self, url: str) -> None:
        self.tools = postgres_tools()
        parts = urllib.parse.urlsplit(url)
        # The embedded servers' address has the socket's folder in its path: postgres://user@//folder/database
        folder, _, self.name = urllib.parse.unquote(parts.path[1:]).rpartition("/")
        self.environment = {
            **os.environ,
            "PGHOST": folder or parts.hostname or "localhost",
            "PGPORT": str(parts.port or 5432),
            "PGUSER": urllib.parse.unquote(parts.username or USER),
            "PGPASSWORD": urllib.parse.unquote(parts.password or ""),
            "PGOPTIONS": "-c client_min_messages=warning",
        }

    def run(self, program: str, *arguments: str | Path) -> str:
        """Run one of PostgreSQL's programs, and return what it prints."""
        command = [str(part) for part in (self.tools / program, *arguments)]
        done = subprocess.run(command, check=False, env=self.environment, capture_output=True, text=True)  # noqa: S603
        if done.returncode:
            raise EmbeddedError(f"{program} failed:\n{done.stderr.strip()}")
        return done.stdout

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run a statement and return its result as plain text."""
        return self.run("psql", "-X", "-At", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement).strip()


def database(data_dir: Path) -> Database:
    """Return the portal's database, its server running."""
    return Database(os.environ.get("DATABASE_URL") or attach(data_dir, ["postgres"])["postgres"])


def media_folder(data_dir: Path) -> Path:
    """Return the folder of the uploads."""
    return Path(os.environ.get("MEDIA_ROOT") or data_dir / MEDIA)


def back_up(data_dir: Path, file: Path | None, console: Console) -> int:
    """Write database and uploads to `file`, which appears only when it is whole, or to the standard output."""
    if file is None:
        write_archive(data_dir, sys.stdout.buffer, console)
        return 0
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        unfinished.touch(mode=0o600)
        with unfinished.open("wb") as output:
            write_archive(data_dir, output, console)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    console.step(f"Saved {file.stat().st_size / 1e6:.1f} MB")
    return 0


def write_archive(data_dir: Path, output: IO[bytes], console: Console) -> None:
    """Write the archive of database and uploads; the portal may run meanwhile."""
    make_data_dir(data_dir)
    source, media = database(data_dir), media_folder(data_dir)
    with tempfile.TemporaryDirectory(dir=data_dir) as folder, tarfile.open(fileobj=output, mode="w|") as archive:
        console.step("Saving the database …")
        dump = Path(folder) / DUMP
        source.run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "-f", dump, source.name)
        archive.add(dump, DUMP)
        console.step("Saving the uploads …")
        # After the database, so that every upload it names is there.
        if media.is_dir():
            archive.add(media, MEDIA)


def restore(data_dir: Path, file: Path | None, console: Console) -> int:
    """Replace database and uploads by those of `file`, or of the standard input, while the portal is stopped."""
    make_data_dir(data_dir)
    places = Places(data_dir, "supervisor")
    places.make()
    lock = Lock(places.keeper)
    if not lock.take():
        raise EmbeddedError(f"The portal runs on the data in {data_dir}: stop it before restoring.")
    media = media_folder(data_dir)
    media.mkdir(parents=True, exist_ok=True)
    # Inside the uploads' own folder, which may be a mounted volume: so nothing has to be copied twice.
    with tempfile.TemporaryDirectory(dir=media, prefix=".restoring-") as folder:
        console.step("Reading the backup …")
        extract(file, Path(folder))
        console.step("Restoring the database …")
        restore_database(database(data_dir), Path(folder) / DUMP)
        console.step("Restoring the uploads …")
        replace_files(media, Path(folder))
    Preparation(data_dir, data_dir).forget()
    lock.drop()
    console.step("Restored.")
    return 0


def extract(file: Path | None, folder: Path) -> None:
    """Unpack a backup, refusing an archive that is none."""
    try:
        archive = tarfile.open(fileobj=sys.stdin.buffer, mode="r|") if file is None else tarfile.open(file)  # noqa: SIM115
        # Missing in Python before 3.11.4; the checks below do not rely on it.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        with archive:
            for member in archive:
                parts = Path(member.name).parts
                if parts[:1] not in {(DUMP,), (MEDIA,)} or ".." in parts or not (member.isfile() or member.isdir()):
                    raise EmbeddedError(f"This is not a backup of the portal: it contains {member.name!r}.")
                archive.extract(member, folder, set_attrs=False)
    except (tarfile.TarError, OSError) as error:
        raise EmbeddedError(f"The backup cannot be read: {error}") from error
    if not (folder / DUMP).is_file():
        raise EmbeddedError("This is not a backup of the portal: it has no database.")


def restore_database(target: Database, dump: Path) -> None:
    """Load `dump` into a new database, which takes the old one's name when it is complete."""
    new = f"{target.name}_restoring"
    target.run("dropdb", "--if-exists", "--force", new)
    target.run("createdb", "--template=template0", new)
    target.run("pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", "-d", new, dump)
    target.sql("ANALYZE", new)
    target.run("dropdb", "--if-exists", "--force", target.name)
    target.sql(f'ALTER DATABASE "{new}" RENAME TO "{target.name}"')


def replace_files(media: Path, folder: Path) -> None:
    """Put the unpacked uploads in the place of the present ones, which go with `folder`."""
    before = folder / "before"
    before.mkdir()
    for path in media.iterdir():
        if path != folder:
            path.rename(before / path.name)
    if (folder / MEDIA).is_dir():
        for path in (folder / MEDIA).iterdir():
            path.rename(media / path.name)
