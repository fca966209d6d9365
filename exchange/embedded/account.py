"""The system account the servers run as, and places that this account can reach."""

import contextlib
import os
import pwd
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exchange.embedded.errors import EmbeddedError

STORES = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108 - a root-owned folder is made inside


@dataclass(frozen=True)
class Account:
    """Whom the servers run as; without a `uid` it is the calling user."""

    uid: int | None = None
    gid: int | None = None

    def popen_arguments(self) -> Mapping[str, Any]:
        """Return the arguments that make `subprocess` start a program as this account."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, test: str, path: Path) -> bool:
        """Tell whether this account passes `test` (-x, -r, -w) on `path`, parent folders included."""
        if self.uid is None:
            return os.access(path, {"-x": os.X_OK, "-r": os.R_OK, "-w": os.W_OK}[test])
        try:
            # As the account itself, because access(2) of root says nothing about others.
            command = ["/usr/bin/test", test, str(path)]
            return subprocess.run(command, check=False, **self.popen_arguments()).returncode == 0  # noqa: S603
        except (PermissionError, subprocess.SubprocessError) as error:
            raise EmbeddedError(
                "This root account may not start programs as another user, and PostgreSQL refuses to run as root: "
                "start the portal as an ordinary user, or set DATABASE_URL and REDIS_URL."
            ) from error

    def own(self, path: Path) -> None:
        """Give `path` to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def server_account(data: Path) -> Account:
    """Return who runs the server whose files are in `data`: the caller, but never root."""
    if os.geteuid() != 0:
        return Account()
    owner = data.stat().st_uid if data.exists() else 0
    try:
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    except KeyError as error:
        raise EmbeddedError("PostgreSQL refuses to run as root, and there is no account to run it as.") from error
    return Account(entry.pw_uid, entry.pw_gid)


def store() -> Path:
    """Return a folder of root's that every account can traverse, for what does not work in a private home."""
    for parent in STORES:
        folder = parent / "cungcau"
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o755, exist_ok=True)
            status = folder.lstat()
            if status.st_uid == 0 and not folder.is_symlink() and not status.st_mode & 0o022:
                return folder
    raise EmbeddedError("There is no place for the servers' files: neither /var/lib nor /var/tmp can be written.")


def data_folder(data_dir: Path, name: str) -> tuple[Path, Account]:
    """Return the folder of a server's files and its account, making it where the account can reach it."""
    folder = data_dir / name
    account = server_account(folder)
    if folder.is_symlink() and not folder.exists():
        raise EmbeddedError(f"{folder} points to {folder.readlink()}, which is gone; remove the link to start afresh.")
    if folder.exists():
        if not account.can("-w", folder.resolve()):
            raise EmbeddedError(f"{folder} cannot be written by its owner: start the portal as the user who made it.")
        return folder.resolve(), account
    if account.can("-x", data_dir):
        folder.mkdir(mode=0o700)
        account.own(folder)
        return folder, account
    elsewhere = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=store()))
    account.own(elsewhere)
    folder.symlink_to(elsewhere)
    return elsewhere, account


def socket_folder(known: str | None, account: Account) -> Path:
    """Return a private folder for sockets with a short path, the `known` one of before where it is still good."""
    if known and _is_private(Path(known), account):
        return Path(known)
    # Not under DATA_DIR: a socket's path may have 107 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix="cungcau-", dir="/tmp"))
    account.own(folder)
    return folder


def _is_private(folder: Path, account: Account) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    owner = os.geteuid() if account.uid is None else account.uid
    return folder.is_dir() and not folder.is_symlink() and status.st_uid == owner and not status.st_mode & 0o077
