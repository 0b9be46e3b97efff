"""What the worker does for people."""

from celery import shared_task

from community.notices import send_owed


@shared_task
def send_owed_mail() -> int:
    """Send the mail that is owed."""
    return send_owed()
