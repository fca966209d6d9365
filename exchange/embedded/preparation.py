"""What a start has prepared, remembered for the next one: with the same files, the web server need not wait."""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

FOLDERS = ("exchange", "taxonomy", "accounts", "catalog", "matching", "cooperation", "advisory", "locale", "static")
SETTINGS = ("PRODUCTION", "DEMO", "DEBUG", "STATIC_ROOT")


class Preparation:
    """The memory of the last preparation of the data in `data_dir` by the files in `root`."""

    def __init__(self, data_dir: Path, root: Path) -> None:
        self.root = root
        self.file = data_dir / "run" / "prepared.json"
        self.database = data_dir / "postgres" / "database-made"
        self.collected = Path(os.environ.get("STATIC_ROOT") or data_dir / "static") / "staticfiles.json"

    def sign_ins(self) -> list[str] | None:
        """Return the lines about signing in when nothing has changed since; otherwise nothing."""
        try:
            memory = json.loads(self.file.read_text())
            return list(memory["sign_ins"]) if memory["fingerprint"] == self._fingerprint() else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def remember(self, sign_ins: list[str]) -> None:
        """Note that the data are prepared by the files as they are now."""
        with contextlib.suppress(OSError):
            self.file.write_text(json.dumps({"fingerprint": self._fingerprint(), "sign_ins": sign_ins}))

    def forget(self) -> None:
        """Have the next start prepare the data anew."""
        self.file.unlink(missing_ok=True)

    def _fingerprint(self) -> str:
        """Return a digest of the files' sizes and times, of the database's birth, and of what there is to serve."""
        digest = hashlib.sha256(str(self.database.stat().st_mtime_ns).encode())
        digest.update(repr([self.collected.exists(), *map(os.environ.get, SETTINGS)]).encode())
        for path, status in sorted(self._files()):
            digest.update(f"{path}:{status.st_size}:{status.st_mtime_ns}\n".encode())
        return digest.hexdigest()

    def _files(self) -> Iterator[tuple[str, os.stat_result]]:
        for folder in FOLDERS:
            for parent, folders, names in os.walk(self.root / folder):
                folders[:] = [name for name in folders if name != "__pycache__"]
                yield from ((path, Path(path).stat()) for path in (f"{parent}/{name}" for name in names))
