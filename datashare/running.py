"""Runs scheduled jobs, each once for each time it is due, however often it is called."""

import importlib
from datetime import timedelta
from typing import Final

import structlog
from django.db import transaction
from django.utils import timezone

from datashare.clock_jobs import JOBS, ClockJob
from datashare.lib.batches import Batch, State
from datashare.models import JobRun

log = structlog.get_logger(__name__)
# The lease: longer than the time limit of a job's task, and the longest delay by a killed worker.
LEASE: Final = timedelta(minutes=11)
TRY_AGAIN: Final = timedelta(minutes=10)


def due() -> list[str]:
    """Return the jobs that are due and that no worker has leased."""
    return [name for name, job in JOBS.items() if _is_due(JobRun.objects.get_or_create(name=name)[0], job)]


def _is_due(run: JobRun, job: ClockJob) -> bool:
    now = timezone.now()
    waits = (run.leased_until and run.leased_until > now) or (run.again_at and run.again_at > now)
    return not waits and (run.done_for is None or run.done_for < job.due_since(now))


def run(name: str) -> bool:
    """Do one batch of a job if it is due. Return whether more is left to do at once."""
    job = JOBS[name]
    taken = _take(name, job)
    if taken is None:
        return False
    begun_for, state = taken
    try:
        after = _batch(job)(state)
    except Exception as problem:
        log.exception("job_failed", job=name)
        again = timezone.now() + TRY_AGAIN
        error = f"{type(problem).__name__}: {problem}"[:300]
        JobRun.objects.filter(name=name).update(leased_until=None, again_at=again, last_error=error)
        return False
    if after is not None:
        JobRun.objects.filter(name=name).update(leased_until=None, again_at=None, state=after)
        return True
    done = {"done_for": begun_for, "done_at": timezone.now(), "last_error": "", "state": {}}
    JobRun.objects.filter(name=name).update(leased_until=None, again_at=None, **done)
    return False


@transaction.atomic
def _take(name: str, job: ClockJob) -> tuple[object, State] | None:
    """Lease the job, so that a second worker leaves it alone; None if there is nothing to do."""
    JobRun.objects.get_or_create(name=name)
    run = JobRun.objects.select_for_update(skip_locked=True).filter(name=name).first()
    if run is None or not _is_due(run, job):
        return None
    run.leased_until = timezone.now() + LEASE
    run.save(update_fields=["leased_until"])
    return job.due_since(timezone.now()), dict(run.state)


def _batch(job: ClockJob) -> Batch:
    """Return the function that does a batch of the job."""
    module, _, name = job.does.rpartition(".")
    batch: Batch = getattr(importlib.import_module(module), name)
    return batch


def late_jobs() -> list[str]:
    """Return the jobs that should have been done by now, in words for /ready."""
    now, runs = timezone.now(), {run.name: run for run in JobRun.objects.all()}
    words = []
    for name, job in JOBS.items():
        run = runs.get(name)
        since = job.due_since(now - job.late_after())
        if run is None or run.known_since > since or (run.done_for and run.done_for >= since):
            continue
        last = f"last done {timezone.localtime(run.done_at):%d %B, %H:%M}" if run.done_at else "never done"
        words.append(f"{name} ({last})")
    return words
