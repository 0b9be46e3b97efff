"""How long sealing takes, measured against bare WeasyPrint on the same page in the same run (script/bench)."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from agreements.evidence.chain import ChainHead
from agreements.evidence.frozen import Frozen
from agreements.evidence.pdf import render_agreement, renderer, sealed_page
from agreements.evidence.seal import seal
from agreements.evidence.seal_keys import SealKey
from agreements.evidence.signatures import SignedBy


@dataclass(frozen=True)
class SealTimes:
    """Medians in seconds. The aim: `ratio` at most 1.25."""

    pages: int
    bare: float
    sealed: float

    @property
    def ratio(self) -> float:
        return self.sealed / self.bare


def time_sealing(
    frozen: Frozen, *, signatures: Sequence[SignedBy], head: ChainHead, at: datetime, key: SealKey, rounds: int = 5
) -> SealTimes:
    """Time words to sealed bytes, through the sandbox, against WeasyPrint alone; both warm, in turns."""
    import weasyprint

    address = "https://datashare.example"
    page = sealed_page(frozen, signatures=signatures, head=head, in_force_at=at, service_url=address)

    def sealing() -> object:
        pdf = render_agreement(frozen, signatures=signatures, head=head, in_force_at=at, service_url=address)
        return seal(pdf, key=key, reference=head.reference)

    def bare() -> object:
        return weasyprint.HTML(string=page).write_pdf()

    renderer.warm()
    _seconds(sealing), _seconds(bare)
    turns = [(_seconds(bare), _seconds(sealing)) for _ in range(rounds)]
    return SealTimes(
        pages=len(weasyprint.HTML(string=page).render().pages),
        bare=statistics.median(turn[0] for turn in turns),
        sealed=statistics.median(turn[1] for turn in turns),
    )


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
