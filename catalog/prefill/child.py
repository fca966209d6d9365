"""Reads one file in a process of its own, so that whatever is in it costs no more than the bounds allow.

A process that the bounds end, or a library's crash, is a file that cannot be read: the worker goes on.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Final, cast

from catalog.prefill.reading import Problem, Reading, Unreadable

SECONDS: Final = 20
MEMORY: Final = 768 * 2**20
ROOT: Final = Path(__file__).resolve().parents[2]


def read_apart(content: bytes, content_type: str, *, seconds: int = SECONDS, memory: int = MEMORY) -> Reading:
    """As `readers.read`, within so many seconds of CPU and bytes of memory."""
    command = [sys.executable, "-m", "catalog.prefill.child", content_type, str(seconds), str(memory)]
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(  # noqa: S603 – this very module
            command, input=content, capture_output=True, timeout=3 * seconds, cwd=ROOT, env=environment, check=False
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        raise Unreadable("too_large") from None
    if problem := answer.get("problem"):
        raise Unreadable(cast("Problem", problem))
    return Reading(answer["lines"], answer["tables"])


def main() -> None:
    """Read standard input, print what it says."""
    from catalog.prefill.readers import read  # noqa: PLC0415 -- libraries that only the child needs

    content_type, seconds, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        found = read(sys.stdin.buffer.read(), content_type)
        answer: dict[str, object] = {"lines": found.text.split("\n"), "tables": found.tables}
    except Unreadable as refusal:
        answer = {"problem": refusal.problem}
    except MemoryError:
        answer = {"problem": "too_large"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
