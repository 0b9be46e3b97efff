"""The service's own tasks: the heartbeat of the queue, and scheduled jobs."""

import time

from celery import shared_task
from django.core.cache import cache

from datashare import running
from datashare.health import HEARTBEAT, HEARTBEAT_LASTS


@shared_task(expires=HEARTBEAT_LASTS)
def heartbeat() -> None:
    """Record when a worker last took a task from the queue; /ready reads it."""
    cache.set(HEARTBEAT, time.time(), timeout=HEARTBEAT_LASTS)


@shared_task(expires=HEARTBEAT_LASTS)
def run_due() -> None:
    """Enqueue the jobs that are due, at their hour or when beat and worker are back after it."""
    for name in running.due():
        run_job.delay(name)


@shared_task(soft_time_limit=540, time_limit=600)
def run_job(name: str) -> None:
    """Do one batch, and enqueue the next behind other tasks. Idempotent."""
    if running.run(name):
        run_job.delay(name)
