"""Seal an agreement in force exactly once, even if workers are killed or messages repeated."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from agreements.evidence.chain import ChainHead, EventRow, verify_chain
from agreements.kinds import Cause, EventKind
from agreements.models import Agreement, SealedFile, SealJob
from agreements.states import Action
from agreements.verifying.comparing import agreement_faults
from agreements.verifying.history_file import chain_of
from agreements.verifying.replay import retell
from agreements.workflow import begin_by_the_service, finish
from datashare.lib.files import forget, keep

log = structlog.get_logger(__name__)
# Longer than any render, short enough for a killed worker to delay the seal only a little (promises.md: 120 s).
LEASE: Final = timedelta(seconds=60)
MOST_ATTEMPTS: Final = 10


class NotAsRecorded(RuntimeError):
    """The rows of an agreement contradict its history; the message says where."""


def seal_owed() -> int:
    """Seal every agreement that is owed a seal, oldest first. Return how many were sealed."""
    return sum(seal(key) for key in SealJob.objects.owed().order_by("created").values_list("pk", flat=True))


def seal(agreement_key: int) -> bool:
    """Render, seal and store one agreement. Return False if another worker has it, it is done, or it failed."""
    attempt = _lease(agreement_key)
    if not attempt:
        return False
    agreement = Agreement.objects.select_related("share", "edition", "words").get(pk=agreement_key)
    try:
        pdf, head = _sealed_bytes(agreement)
        name = keep(_name(agreement_key, attempt), pdf)
    except Exception as error:  # noqa: BLE001 (whatever went wrong, the job stays owed and says why)
        _note_failure(agreement_key, error)
        return False
    if not _record(agreement, name, pdf, head):
        forget(name)
        return False
    for earlier in range(1, attempt):
        forget(_name(agreement_key, earlier))
    return True


def _name(agreement_key: int, attempt: int) -> str:
    """Return a file name that cannot be guessed and differs for each attempt, so that leftovers can be removed."""
    return f"sealed/{salted_hmac('agreements.sealed', str(agreement_key)).hexdigest()[:32]}-{attempt}.pdf"


@transaction.atomic
def _lease(agreement_key: int) -> int:
    """Lease the job, so that a second worker leaves it alone and a killed worker loses it.

    Return the number of the attempt; 0 if there is nothing to do.
    """
    job: SealJob | None = SealJob.objects.owed().select_for_update(skip_locked=True).filter(pk=agreement_key).first()
    if not job:
        return 0
    job.leased_until, job.attempts = timezone.now() + LEASE, job.attempts + 1
    job.save(update_fields=["leased_until", "attempts"])
    return job.attempts


def _sealed_bytes(agreement: Agreement) -> tuple[bytes, ChainHead]:
    from agreements.evidence import sealed_pdf  # WeasyPrint takes two seconds and Pango to load

    rows = list(chain_of(agreement.share))
    _must_be_as_recorded(agreement, rows)
    head = ChainHead(agreement.share.reference, rows[-1].facts.sequence, rows[-1].digest.hex())
    return sealed_pdf.make(agreement, head), head


def _must_be_as_recorded(agreement: Agreement, rows: Sequence[EventRow]) -> None:
    """Raise NotAsRecorded if the rows changed since signing; a seal would make them look genuine."""
    told = retell(rows).agreements.get(agreement.number)
    faults = [*verify_chain(rows, reference=agreement.share.reference), *agreement_faults(agreement, told)]
    if faults:
        raise NotAsRecorded(f"{agreement} is not as it was recorded: {'; '.join(map(str, faults))}")


@transaction.atomic
def _record(agreement: Agreement, name: str, pdf: bytes, head: ChainHead) -> bool:
    """Store the file's row, the event and the end of the job together. Return False if it was sealed meanwhile."""
    share = begin_by_the_service(agreement.share, Action.SEAL, agreement.edition)
    if SealedFile.objects.filter(agreement=agreement).exists():
        return False
    digest = hashlib.sha256(pdf).hexdigest()
    sealed = SealedFile.objects.create(
        agreement=agreement, name=name, sha256=digest, size=len(pdf), chain_head=head.digest
    )
    SealJob.objects.filter(pk=agreement.pk).update(done_at=timezone.now(), leased_until=None, last_error="")
    finish(
        share,
        EventKind.AGREEMENT_SEALED,
        by=None,
        facts={"agreement": agreement.number, "digest": digest},
        cause=Cause.IN_FORCE,
        subject=f"sealed:{agreement.number}:{digest}",
        at=sealed.sealed_at,
    )
    return True


@transaction.atomic
def _note_failure(agreement_key: int, error: Exception) -> None:
    """Store why an attempt failed. After ten the job is given up, and /ready and the log report it."""
    reason = f"{type(error).__name__}: {error}"[:2000]
    SealJob.objects.filter(pk=agreement_key).update(leased_until=None, last_error=reason)
    job = SealJob.objects.select_related("agreement__share").get(pk=agreement_key)
    log.warning("seal_failed", agreement=agreement_key, attempts=job.attempts, error=reason)
    if job.attempts % MOST_ATTEMPTS == 0:
        SealJob.objects.filter(pk=agreement_key).update(failed_at=timezone.now())
        share = begin_by_the_service(job.agreement.share, Action.SEAL_FAILED, job.agreement.edition)
        facts = {"agreement": job.agreement.number, "attempts": job.attempts}
        finish(share, EventKind.SEALING_FAILED, by=None, facts=facts, cause=Cause.SEAL_JOB)
        log.error("seal_given_up", agreement=agreement_key)


def retry_failed() -> int:
    """Make every seal job that was given up due again. Return how many."""
    return SealJob.objects.filter(failed_at__isnull=False).update(failed_at=None)
