"""What the worker does for data shares: seal, sweep, verify."""

from typing import Final

import structlog
from celery import shared_task

from agreements import policy
from agreements.actions import ending, publishing, sealing
from agreements.documents.seal_keys import SealKeyMissing
from agreements.verification import verify_everything

log = structlog.get_logger(__name__)
VERIFIED_AT_ONCE: Final = 60.0  # seconds, of the 120 that a task has


@shared_task
def seal(agreement: int) -> bool:
    """Seal one agreement; harmless when it is sealed already."""
    return sealing.seal(agreement)


@shared_task
def sweep_seal_jobs() -> int:
    """Seal whatever is owed, however long ago a message was lost."""
    return sealing.seal_owed()


@shared_task
def end_roles() -> int:
    """End the roles whose ground is gone: by the clock, by an import, in whatever way nothing else noticed."""
    return ending.sweep()


@shared_task
def publish_heads() -> str:
    """Keep the newest events outside the database. What keeps it from that is logged, and tried again in a minute."""
    try:
        return publishing.publish_heads()
    except (SealKeyMissing, OSError) as problem:
        log.error("head_file_not_written", problem=str(problem))  # noqa: TRY400 (the message says it all)
        return ""


@shared_task
def verify_all_evidence(after: int = 0) -> int:
    """Check every chain and every sealed file, and that permissions and roles agree. Returns how many faults.

    What takes longer than a task may is done in parts, each owed by the one before it.
    """
    report = verify_everything(after=after, seconds=VERIFIED_AT_ONCE)
    faults = [str(finding) for finding in report.findings] + ([] if after else policy.disagreements())
    for fault in faults:
        log.error("evidence_fault", fault=fault)
    if report.resume_after is not None:
        verify_all_evidence.delay(report.resume_after)
    return len(faults)
