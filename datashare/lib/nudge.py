"""The queue only hurries what the database already remembers is owed."""

import time
from functools import partial
from typing import Any, Final

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction

log = structlog.get_logger(__name__)
# The person who signs last waits for this, two seconds at most (promises.md); after that the sweep does it.
HURRIED: Final = {
    "socket_connect_timeout": 0.4,
    "socket_timeout": 0.4,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
}
LEFT_ALONE: Final = 3.0  # seconds that a queue which did not answer is not asked again


class _Quiet:
    """When the queue may be asked again, by the clock that never goes back."""

    until = 0.0


def nudge(task: str, *arguments: Any) -> None:
    """After the transaction commits, ask a worker to look now. A queue that is down is logged, never shown."""
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
