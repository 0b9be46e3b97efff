"""What the worker does for the catalogue."""

from celery import shared_task

from catalogue.search import word_weights


@shared_task(name="catalogue.tasks.refresh_lexemes")
def refresh_lexemes() -> None:
    """Weigh the words again, so that search knows what is rare."""
    word_weights.refresh_lexemes()
