"""The queue only hurries what the database already remembers is owed."""

from functools import partial
from typing import Any

import structlog
from celery import current_app
from django.db import transaction

log = structlog.get_logger(__name__)


def nudge(task: str, *arguments: Any) -> None:
    """After the transaction commits, ask a worker to look now. A queue that is down is logged, never shown."""
    transaction.on_commit(partial(_publish, task, arguments))


def _publish(task: str, arguments: tuple[Any, ...]) -> None:
    try:
        current_app.send_task(task, args=arguments, retry=False)
    except Exception as error:  # the sweep finds what this message would have hurried
        log.warning("queue_not_reached", task=task, error=type(error).__name__)
