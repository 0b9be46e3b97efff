"""The service's own pulse: a task that proves that the queue is consumed."""

import time

from celery import shared_task
from django.core.cache import cache

from datashare.health import HEARTBEAT, HEARTBEAT_LASTS


@shared_task(expires=HEARTBEAT_LASTS)
def heartbeat() -> None:
    """Note when a worker last took something from the queue; /ready reads it."""
    cache.set(HEARTBEAT, time.time(), timeout=HEARTBEAT_LASTS)
