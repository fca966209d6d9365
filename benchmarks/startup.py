"""Measures what an operator waits for: from clone to ready, the second start, and the stop.

    python benchmarks/startup.py [--uv]

Clones the repository's last commit into a temporary folder. Without --uv, pip installs even where uv is present.
"""

import argparse
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uv", action="store_true", help="let uv install, where it is present")
    arguments = parser.parse_args()
    print(f"Machine: {os.cpu_count()} processors, {memory()} GiB, {platform.platform()}, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # as in an ordinary folder: the servers' account can reach the clone
        house = Path(folder) / "house"
        environment = clean_environment(Path(folder), with_uv=arguments.uv)
        steps = {
            "git clone": lambda: run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(house)], environment),
            "make .venv": lambda: run(["make", "-C", str(house), ".venv"], environment),
        }
        figures = {name: timed(step) for name, step in steps.items()}
        figures["first start to Ready"], figures["stop (Ctrl-C)"] = start_and_stop(house, environment)
        figures["second start to Ready"], figures["second stop (Ctrl-C)"] = start_and_stop(house, environment)
    figures["clone to Ready"] = sum(figures[name] for name in (*steps, "first start to Ready"))
    for name, seconds in figures.items():
        print(f"{name:24} {seconds:6.1f} s")


def clean_environment(folder: Path, *, with_uv: bool) -> dict[str, str]:
    """Return an environment like a fresh machine's: no addresses, a free port, pip unless uv is wanted."""
    ours = ("DATABASE_URL", "REDIS_URL", "DATA_DIR", "MAKELEVEL", "MAKEFLAGS", "VIRTUAL_ENV", "DJANGO_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        environment["PORT"] = str(probe.getsockname()[1])
    if not with_uv:
        programs = folder / "bin"
        programs.mkdir()
        (programs / "uv").write_text("#!/bin/sh\nexit 1\n")
        (programs / "uv").chmod(0o755)
        environment["PATH"] = f"{programs}:{environment['PATH']}"
    return environment


def timed(step: object) -> float:
    began = time.monotonic()
    step()
    return time.monotonic() - began


def run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


def start_and_stop(house: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Run the portal until it is ready and 5 s longer; return the seconds of the start and of the stop."""
    command = ["make", "-C", str(house), "run"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)
    began = time.monotonic()
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Ready:" in line:
            break
    else:
        sys.exit("".join(lines))
    ready = time.monotonic() - began
    time.sleep(5)
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    process.communicate()
    return ready, time.monotonic() - began


def memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3)


if __name__ == "__main__":
    if not shutil.which("make"):
        sys.exit("make was not found.")
    main()
