"""The sandboxed verifier: examines the bytes of an untrusted file. Run by verify_pdf.py."""

import base64
import hashlib
import io
import json
import logging
from collections import Counter
from typing import Any

import pikepdf
from asn1crypto.cms import ContentInfo
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from agreements.evidence import sandbox_child

ATTACHMENTS = ("agreement.json", "agreement.html", "signatures.json", "chain-head.json")
SAID = ("party", "name", "office", "at", "digest", "statement", "method")


class Rejected(Exception):
    """A difference from a sealed file of ours; the message is its name."""


def examine(header: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Do one job: return the facts found before the first fault, and that fault's name under `rejected`."""
    facts: dict[str, Any] = {}
    try:
        _examine(body, [base64.b64decode(certificate) for certificate in header["trusted"]], facts)
    except Rejected as rejection:
        facts["rejected"] = str(rejection)
        if facts["rejected"] == "foreign" and header.get("recorded"):
            facts |= _examine_unknown(body)
    except Exception as error:  # noqa: BLE001 (whatever goes wrong while validating, the file is not valid)
        facts["rejected"] = "unreadable"
        facts["detail"] = f"{type(error).__name__}: {error}"[:300]
    return facts, b""


def _examine(content: bytes, trusted: list[bytes], facts: dict[str, Any]) -> None:
    if b"startxref" not in content[-2048:]:
        raise Rejected("unreadable")
    reader = PdfFileReader(io.BytesIO(content), strict=True)
    if reader.encrypted:
        raise Rejected("encrypted")
    signatures = reader.embedded_signatures
    if not signatures:
        raise Rejected("unsealed")
    ours = [signature for signature in signatures if signature.signer_cert.dump() in trusted]
    facts["ours"] = bool(ours)
    if not ours:
        raise Rejected("foreign")
    if len(signatures) > 1:
        raise Rejected("second_signature")
    _check_seal(ours[0], content, facts)
    _check_attachments(content, facts)


def _examine_unknown(content: bytes) -> dict[str, Any]:
    """Return the facts of a file on record whose one seal holds with an unknown certificate; else nothing."""
    facts: dict[str, Any] = {}
    try:
        (signature,) = PdfFileReader(io.BytesIO(content), strict=True).embedded_signatures
        _check_seal(signature, content, facts)
        _check_attachments(content, facts)
    except Exception:  # noqa: BLE001 (whatever goes wrong: then this seal does not hold either)
        return {}
    return {"unknown": facts}


def _check_seal(signature: EmbeddedPdfSignature, content: bytes, facts: dict[str, Any]) -> None:
    certificate = signature.signer_cert
    status = _validate(signature, certificate)
    facts["fingerprint"] = hashlib.sha256(certificate.dump()).hexdigest()
    claimed = status.signer_reported_dt
    facts["sealed_at"] = claimed.isoformat() if claimed else None
    facts["timestamped"] = bool(status.timestamp_validity and status.timestamp_validity.valid)
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise Rejected("added")
    if not status.intact:
        raise Rejected("changed")
    if not status.valid:
        raise Rejected("forged")
    if not status.bottom_line or not _is_as_ours(signature):
        raise Rejected("invalid")
    _check_padding(signature, content)


def _is_as_ours(signature: EmbeddedPdfSignature) -> bool:
    """Return whether field, kind and permission of the one signature are ours (docs/evidence.md, section 7)."""
    sub_filter = signature.sig_object.get("/SubFilter")
    return (signature.field_name, sub_filter, signature.docmdp_level) == (
        *("Seal", "/ETSI.CAdES.detached"),
        MDPPerm.NO_CHANGES,
    )


def _validate(signature: EmbeddedPdfSignature, certificate: Certificate) -> PdfSignatureStatus:
    """Return the status of the signature.

    Trusts only our certificates, byte by byte; fetches nothing, uses no clock.
    """
    at = signature.self_reported_timestamp or certificate.not_valid_before
    context = ValidationContext(
        trust_roots=[certificate], allow_fetching=False, moment=at, best_signature_time=at, revocation_mode="soft-fail"
    )
    usage = KeyUsageConstraints(key_usage={"digital_signature"}, match_all_key_usages=False)
    return validate_pdf_signature(signature, context, key_usage_settings=usage)


def _check_padding(signature: EmbeddedPdfSignature, content: bytes) -> None:
    """Check that the one hole in the byte range holds only the signature in hexadecimal and zeros."""
    start, length, resumes, _ = (int(part) for part in signature.byte_range)
    hole = content[start + length : resumes]
    message: bytes = ContentInfo.load(signature.pkcs7_content).dump()
    written = message.hex().upper().encode()
    if hole != b"<" + written.ljust(len(hole) - 2, b"0") + b">":
        raise Rejected("changed")


def _check_attachments(content: bytes, facts: dict[str, Any]) -> None:
    files = _attachments(content, facts)
    words = json.loads(files["agreement.json"])
    digest = hashlib.sha256(files["agreement.json"]).hexdigest()
    facts |= {"digest": digest, "head": json.loads(files["chain-head.json"])}
    facts |= {name: words[name] for name in ("reference", "number", "title")}
    listed = json.loads(files["signatures.json"])
    signed, facts["joins_later"] = listed["signatures"], listed.get("joins_later", [])
    facts["signatures"] = [{name: row[name] for name in SAID} for row in signed]
    if words["html_sha256"] != hashlib.sha256(files["agreement.html"]).hexdigest():
        raise Rejected("attachments")
    if facts["head"]["reference"] != words["reference"]:
        raise Rejected("attachments")
    if facts.pop("identifier") != f"{words['reference']}/{words['number']}/{digest}":
        raise Rejected("attachments")
    if any(row["digest"] != digest for row in signed):
        raise Rejected("signatures")
    due = Counter((row["party"], row["office"]) for row in words["signatories"])
    given = Counter((row["party"], row["office"]) for row in signed)
    missing = {party for party, _ in due - given}
    if given - due or missing != set(facts["joins_later"]) or not signed:
        raise Rejected("signatures")


def _attachments(content: bytes, facts: dict[str, Any]) -> dict[str, bytes]:
    with pikepdf.open(io.BytesIO(content)) as document:
        with document.open_metadata() as metadata:
            facts["identifier"] = str(metadata.get("dc:identifier", ""))
        if sorted(document.attachments) != sorted(ATTACHMENTS):
            raise Rejected("attachments")
        return {name: document.attachments[name].get_file().read_bytes() for name in ATTACHMENTS}


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    sandbox_child.serve(examine, Rejected)
