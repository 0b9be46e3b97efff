"""Enqueues tasks for work that a table already holds; the queue only speeds it up."""

import time
from functools import partial
from typing import Any, Final

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction

log = structlog.get_logger(__name__)
# The last signatory waits for this, two seconds at most (promises.md); after that the sweep does it.
HURRIED: Final = {
    "socket_connect_timeout": 0.4,
    "socket_timeout": 0.4,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
}
LEFT_ALONE: Final = 3.0  # seconds before a queue that did not answer is tried again


class _Quiet:
    """When the queue may be tried again, in monotonic time."""

    until = 0.0


def nudge(task: str, *arguments: Any) -> None:
    """Enqueue a task after the transaction commits. A queue that is down is logged; the user sees no error."""
    transaction.on_commit(partial(_publish, task, arguments))


def _publish(task: str, arguments: tuple[Any, ...]) -> None:
    if time.monotonic() < _Quiet.until:
        return
    try:
        options = settings.CELERY_BROKER_TRANSPORT_OPTIONS | HURRIED
        with current_app.connection_for_write(transport_options=options) as connection:
            current_app.send_task(task, args=arguments, connection=connection, retry=False)
    except Exception as error:  # noqa: BLE001 (the sweep finds what this message would have hurried)
        _Quiet.until = time.monotonic() + LEFT_ALONE
        log.warning("queue_not_reached", task=task, error=type(error).__name__)
