"""The Celery application; its settings are in settings.py under CELERY_."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "datashare.settings")
app = Celery("datashare")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def make_file_store(**kwargs: Any) -> None:
    """Make the folder of a local file store before anything is sealed."""
    from datashare.file_store import make_folder

    make_folder()
