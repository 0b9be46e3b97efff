"""Sealing a 20-page agreement compared with WeasyPrint alone on the same page (tests/benchmarks/timing.py)."""

import tempfile
from pathlib import Path

from agreements.evidence.seal_keys import make_local_key, read_key
from tests.agreements.evidence import specimens
from tests.benchmarks.timing import SealTimes, time_sealing

# Some twenty pages, evidence and signatures included.
SECTIONS, CLAUSES = 6, 6


def seal_times(rounds: int) -> SealTimes:
    frozen = specimens.frozen(SECTIONS, CLAUSES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "seal.p12"
        make_local_key(path)
        return time_sealing(
            frozen,
            signatures=specimens.signatures(frozen.digest),
            head=specimens.head(),
            at=specimens.SIGNED_AT,
            key=read_key(path),
            rounds=rounds,
        )
