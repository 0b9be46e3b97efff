"""The service's own pulse: that the queue is consumed, and what is due by the clock."""

import time

from celery import shared_task
from django.core.cache import cache

from datashare import running
from datashare.health import HEARTBEAT, HEARTBEAT_LASTS


@shared_task(expires=HEARTBEAT_LASTS)
def heartbeat() -> None:
    """Note when a worker last took something from the queue; /ready reads it."""
    cache.set(HEARTBEAT, time.time(), timeout=HEARTBEAT_LASTS)


@shared_task(expires=HEARTBEAT_LASTS)
def run_due() -> None:
    """Put what is due by the clock into the queue: at its hour, or whenever beat and worker are back after it."""
    for name in running.due():
        run_job.delay(name)


@shared_task(soft_time_limit=540, time_limit=600)
def run_job(name: str) -> None:
    """Do one batch, and queue the next behind what others wait for. Harmless when it is done or in hand already."""
    if running.run(name):
        run_job.delay(name)
