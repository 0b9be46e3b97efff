"""Design a data share: settings, URLs and the front door."""

from .celery import app as celery_app

__all__ = ["celery_app"]
