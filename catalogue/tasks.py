"""Worker tasks for the catalogue."""

from celery import shared_task

from catalogue.search import word_weights


@shared_task(name="catalogue.tasks.refresh_lexemes")
def refresh_lexemes() -> None:
    """Refresh the weights of words for search."""
    word_weights.refresh_lexemes()
