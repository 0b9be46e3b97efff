"""Sends a task to a worker over its own connection, as earlier tests may have broken the shared one."""

from typing import Any

from celery import Task
from celery import current_app as app


def ask(task: "Task[Any, Any]", *arguments: Any) -> None:
    with app.connection_for_write() as connection:
        app.send_task(task.name, args=arguments, connection=connection)
