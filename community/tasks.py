"""Worker tasks for people."""

from celery import shared_task

from community.accounts.sessions import clear_expired
from community.notices.daily_summary import make_summaries
from community.notices.outbox import send_owed


@shared_task
def send_owed_mail() -> int:
    """Send the mail in the outbox."""
    return send_owed()


@shared_task
def make_daily_summaries() -> int:
    """Enqueue today's summaries. Idempotent."""
    return make_summaries()


@shared_task
def clear_expired_sessions() -> int:
    """Delete expired sessions."""
    return clear_expired()
