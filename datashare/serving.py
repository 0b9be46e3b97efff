"""Gunicorn's settings: two processes with threads, never as a database role that could rewrite evidence."""

import gc
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
# Each thread keeps a database connection: workers times threads in all (docs/operating.md).
threads = int(os.environ.get("WEB_THREADS", "8"))
worker_class = "datashare.threads.Worker"
# As long as gunicorn allows, so that a long search gets its own message.
limit_request_line = 8190
# sendfile has no timeout for a client that stops reading.
sendfile = False
timeout = 60
# Seconds a connection may be silent between two requests, or before its first.
keepalive = 5
graceful_timeout = 20
# Keep the worker's heartbeat file in memory if possible.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir()  # noqa: S108
control_socket_disable = True
accesslog = None
logger_class = "datashare.access_log.AccessLog"
errorlog = "-"
wsgi_app = "datashare.wsgi:application"


def on_starting(server: Any) -> None:
    """Run the security checks once, before any worker answers."""
    import django
    from django.core.checks import ERROR, Tags, run_checks
    from django.db import connections

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "datashare.settings")
    django.setup()
    from datashare.file_store import make_folder

    make_folder()
    problems = [message for message in run_checks(tags=[Tags.security]) if message.level >= ERROR]
    # Workers are forked from this process and must not share a connection.
    connections.close_all()
    for problem in problems:
        server.log.critical("%s %s", problem.msg, problem.hint or "")
    if problems:
        sys.exit(4)


def post_worker_init(worker: Any) -> None:
    """Freeze loaded objects, so that the garbage collector skips them during requests."""
    gc.collect()
    gc.freeze()
