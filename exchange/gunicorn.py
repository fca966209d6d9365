"""Gunicorn's settings, the same in the embedded start and in production: they differ by environment only."""

import os
import socket

from gunicorn import util
from gunicorn.workers import gthread

from exchange.embedded.processes import die_with_parent
from exchange.refusals import write_refusal


def _loopback(port: str) -> list[str]:
    """Return both loopback addresses, or the older alone where the machine has no IPv6."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return [f"127.0.0.1:{port}"]
    return [f"127.0.0.1:{port}", f"[::1]:{port}"]


wsgi_app = "exchange.wsgi:application"
bind = os.environ.get("BIND", "").split() or _loopback(os.environ.get("PORT", "8000"))
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True
# Browsers open connections in advance; waiting 5 s for their first byte, four of them held up a worker's every thread.
gthread.DEFAULT_WORKER_DATA_TIMEOUT = 0.1
util.write_error = write_refusal
timeout = 30
graceful_timeout = int(os.environ.get("WEB_GRACEFUL_SECONDS", "20"))
keepalive = 5
max_requests = int(os.environ.get("WEB_MAX_REQUESTS", "0"))
max_requests_jitter = max_requests // 10
limit_request_line = 8190
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
forwarder_headers = ""  # no proxy of ours sets SCRIPT_NAME, so nobody else may
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a heartbeat file, unlinked
control_socket_disable = True
accesslog = "-" if os.environ.get("WEB_ACCESS_LOG") else None
errorlog = "-"


def post_fork(server: object, worker: object) -> None:  # noqa: ARG001 - gunicorn passes both
    """End a worker whose arbiter was killed, so that its port is free for the next one."""
    die_with_parent(os.getppid(), 15)
