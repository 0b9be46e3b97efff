"""A PDF for reading, made in the sandbox while someone waits: one at a time on a machine, in less time than a seal."""

import json
from typing import Final

from agreements.evidence.pdf import RenderFailed
from agreements.evidence.pdf_job import Identification
from agreements.evidence.sandbox import JobFailed, Limits, Workshop
from agreements.evidence.slots import Slots

# Seconds that a reader waits at most; shorter than the time after which the web server ends a request.
printer = Workshop("agreements.evidence.pdf_process", Limits(cpu=20, clock=25, memory=2_000_000_000, nice=5))
SLOTS: Final = Slots("reading-pdf", count=1, patience=3.0)


def print_page(html_page: str, identification: Identification) -> bytes:
    """Return one of our own pages as a tagged PDF.

    Raise Busy (slots.py) while another is being made, RenderFailed if it cannot be made.
    """
    job = {"html": html_page, "attachments": [], "identification": identification}
    with SLOTS.taken():
        try:
            return printer.run({"for_reading": True}, json.dumps(job).encode())[1]
        except JobFailed as error:
            raise RenderFailed(f"{error.kind}: {error}") from error
