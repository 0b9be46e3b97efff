"""What the worker does for the catalogue."""

from celery import shared_task

from catalogue import lexemes


@shared_task(name="catalogue.tasks.refresh_lexemes")
def refresh_lexemes() -> None:
    """Weigh the words anew, so that search knows what is rare."""
    lexemes.refresh_lexemes()
