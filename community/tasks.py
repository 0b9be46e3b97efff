"""What the worker does for people."""

from celery import shared_task

from community.accounts.sessions import clear_expired
from community.notices.daily_summary import make_summaries
from community.notices.outbox import send_owed


@shared_task
def send_owed_mail() -> int:
    """Send the mail that is owed."""
    return send_owed()


@shared_task
def make_daily_summaries() -> int:
    """Promise today's summaries; harmless at any hour, and any number of times a day."""
    return make_summaries()


@shared_task
def clear_expired_sessions() -> int:
    """Delete sessions that have run out."""
    return clear_expired()
