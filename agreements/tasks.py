"""Worker tasks for data shares: seal, sweep, publish. The nightly check is agreements/verifying/nightly.py."""

import structlog
from celery import shared_task

from agreements.evidence import publishing
from agreements.evidence.seal_keys import SealKeyMissing
from agreements.members import ending
from agreements.register import publish
from agreements.reviewing import ending as agreements_ending
from agreements.signing import joining_later, sealing

log = structlog.get_logger(__name__)


@shared_task
def seal(agreement: int) -> bool:
    """Seal one agreement. Idempotent."""
    return sealing.seal(agreement)


@shared_task
def sweep_seal_jobs() -> int:
    """Seal whatever is owed, in case a message was lost."""
    return sealing.seal_owed()


@shared_task
def publish_entry(agreement: int) -> bool:
    """Write the entry of one agreement in the register. Idempotent."""
    return publish.publish(agreement)


@shared_task
def sweep_register_jobs() -> int:
    """Write every register entry that is owed, in case a message was lost."""
    return publish.publish_owed()


@shared_task
def end_roles() -> int:
    """End the roles that users no longer qualify for, by expiry, by an import, or missed by signals."""
    return ending.sweep()


@shared_task
def sweep_dates() -> int:
    """Bring into force what waited for everyone until a day that is over."""
    return joining_later.sweep()


@shared_task
def sweep_last_days() -> int:
    """End every agreement, and every part in one, whose last day is over."""
    return agreements_ending.sweep()


@shared_task
def publish_heads() -> str:
    """Write the newest events outside the database. A failure is logged and retried in a minute."""
    try:
        return publishing.publish_heads()
    except (SealKeyMissing, OSError) as problem:
        log.error("head_file_not_written", problem=str(problem))  # noqa: TRY400 (the message says it all)
        return ""
