"""Bares one document in a process of its own: whatever is in it costs no more than the bounds allow."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Final, cast

from catalog.baring.bared import NotBared, Problem

SECONDS: Final = 10
MEMORY: Final = 768 * 2**20
ROOT: Final = Path(__file__).resolve().parents[2]
BARED: Final = b"bared\n"


def bare_apart(content: bytes, content_type: str, *, seconds: int = SECONDS, memory: int = MEMORY) -> bytes:
    """The document without the names in it, within so many seconds of CPU and bytes of memory."""
    command = [sys.executable, "-m", "catalog.baring.child", content_type, str(seconds), str(memory)]
    environment = {"PATH": os.environ.get("PATH", ""), "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(  # noqa: S603 – this very module
            command, input=content, capture_output=True, timeout=3 * seconds, cwd=ROOT, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotBared("too_large") from None
    if done.stdout.startswith(BARED):
        return done.stdout.removeprefix(BARED)
    raise NotBared(cast("Problem", done.stdout.decode("ascii", "replace") or "too_large"))


def main() -> None:
    """Bare standard input; print it behind a mark, or else the problem."""
    content_type, seconds, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    content = sys.stdin.buffer.read()
    try:
        answer = BARED + bared(content, content_type)
    except NotBared as refusal:
        answer = refusal.problem.encode()
    except MemoryError:
        answer = b"too_large"
    sys.stdout.buffer.write(answer)


def bared(content: bytes, content_type: str) -> bytes:
    if content_type == "application/pdf":
        from catalog.baring.portable import bare_pdf  # noqa: PLC0415 -- libraries that only the child needs

        return bare_pdf(content)
    from catalog.baring.office import bare_office  # noqa: PLC0415 -- as above

    return bare_office(content)


if __name__ == "__main__":
    main()
