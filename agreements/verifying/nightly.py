"""The nightly check of all evidence, in batches, so that a stopped worker loses no progress."""

from collections.abc import Iterable
from typing import Final

import structlog

from agreements import policy
from agreements.verifying.audit import verify_everything
from datashare.lib.batches import State

log = structlog.get_logger(__name__)
# Seconds that a batch may take before the worker turns to other tasks.
BATCH: Final = 45.0


def verify_next(state: State, *, seconds: float = BATCH) -> State | None:
    """Check the data shares after the one where the last batch stopped; at the end, that rights and roles agree."""
    report = verify_everything(after=int(state.get("after", 0)), seconds=seconds)
    faults = int(state.get("faults", 0)) + _cry(map(str, report.findings))
    if report.resume_after is not None:
        return {"after": report.resume_after, "faults": faults}
    faults += _cry(policy.disagreements())
    log.info("evidence_checked", faults=faults)
    return None


def _cry(faults: Iterable[str]) -> int:
    """Log each fault as an error; return how many there were."""
    count = 0
    for fault in faults:
        count += 1
        log.error("evidence_fault", fault=fault)
    return count
