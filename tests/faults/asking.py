"""Ask a worker for a task, over a connection of its own: earlier tests may have left the shared one broken."""

from typing import Any

from celery import Task
from celery import current_app as app


def ask(task: "Task[Any, Any]", *arguments: Any) -> None:
    with app.connection_for_write() as connection:
        app.send_task(task.name, args=arguments, connection=connection)
