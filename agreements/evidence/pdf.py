"""The PDF of an agreement: the page around the frozen words, and the sandboxed renderer that prints it."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version

from agreements.evidence import pages
from agreements.evidence.chain import ChainHead
from agreements.evidence.frozen import Frozen, canonical_json
from agreements.evidence.pdf_job import AttachmentJob, Identification
from agreements.evidence.sandbox import JobFailed, Limits, Workshop
from agreements.evidence.signatures import SignedBy, signatures_json
from agreements.evidence.size_limits import RenderRefused

HEAD_FORMAT = "das-chain-head-1"
# Shorter than the lease of a seal job (signing/sealing.py), so that no two workers render the same one.
renderer = Workshop("agreements.evidence.pdf_process", Limits(cpu=45, clock=50, memory=2_000_000_000))


class RenderFailed(RuntimeError):
    """The renderer crashed, took too long or needed too much memory; a retry may work."""


def render_agreement(
    frozen: Frozen,
    *,
    signatures: Sequence[SignedBy],
    head: ChainHead,
    in_force_at: datetime,
    service_url: str,
    later: Sequence[str] = (),
) -> bytes:
    """Return the unsealed PDF of a signed agreement. The same arguments give the same bytes.

    `later` are the parties that have not signed it, and may join.
    """
    html = sealed_page(
        frozen, signatures=signatures, head=head, in_force_at=in_force_at, service_url=service_url, later=later
    )
    words = json.loads(frozen.words_json)
    identification = Identification(
        title=f"{words['title']} ({words['reference']}, agreement {words['number']})",
        identifier=f"{words['reference']}/{words['number']}/{frozen.digest}",
        producer=f"WeasyPrint {version('weasyprint')}",
        at=in_force_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    return render_pdf(html, attachments=attachments(frozen, signatures, head, later), identification=identification)


def render_pdf(html_page: str, *, attachments: Sequence[AttachmentJob], identification: Identification) -> bytes:
    """Return one of our own pages as a tagged PDF (checked against PDF/A-3a and PDF/UA-1), made in the sandbox.

    Raise RenderRefused if a retry cannot help, RenderFailed if it might.
    """
    job = {"html": html_page, "attachments": list(attachments), "identification": identification}
    try:
        return renderer.run({}, json.dumps(job).encode())[1]
    except JobFailed as error:
        refused = error.kind == "refused"
        raise (RenderRefused if refused else RenderFailed)(f"{error.kind}: {error}") from error


def render_problem() -> str | None:
    """Return what prevents this machine from making PDFs, in words for /ready; None if all is well."""
    probe = Identification(title="Probe", identifier="probe", producer="probe", at="2026-01-01T00:00:00Z")
    page = "<!doctype html><html lang='en-GB'><title>Probe</title><body><p>Probe"
    try:
        render_pdf(page, attachments=[], identification=probe)
    except (RenderRefused, RenderFailed) as error:
        return f"No PDF can be printed: {error}"
    return None


def sealed_page(
    frozen: Frozen,
    *,
    signatures: Sequence[SignedBy],
    head: ChainHead,
    in_force_at: datetime,
    service_url: str,
    later: Sequence[str] = (),
) -> str:
    """Return the whole HTML page of the PDF: cover, frozen words, signatures, how to check."""
    return pages.render(
        "sealed/page.html",
        words=json.loads(frozen.words_json),
        words_html=frozen.html,
        digest=frozen.digest,
        signatures=signatures,
        later=later,
        head=head,
        in_force_at=in_force_at,
        service_url=service_url.rstrip("/"),
        style=pages.style("sealed.css"),
    )


def attachments(
    frozen: Frozen, signatures: Sequence[SignedBy], head: ChainHead, later: Sequence[str] = ()
) -> list[AttachmentJob]:
    """Return what a sealed file carries so that it can be checked without us (docs/evidence.md)."""
    signed = signatures_json(signatures, later)
    return [
        _attachment("agreement.json", "The words that were signed", "application/json", frozen.words_json),
        _attachment("agreement.html", "The words as the signatories were shown them", "text/html", frozen.html),
        _attachment("signatures.json", "Who signed, when and what", "application/json", signed),
        _attachment("chain-head.json", "The newest event when this was sealed", "application/json", head_json(head)),
    ]


def head_json(head: ChainHead) -> str:
    return canonical_json({"format": HEAD_FORMAT, **asdict(head)})


def _attachment(name: str, description: str, media_type: str, text: str) -> AttachmentJob:
    return AttachmentJob(name=name, description=description, media_type=media_type, text=text)
