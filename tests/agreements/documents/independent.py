"""Another verifier, written from docs/evidence.md alone: it imports nothing of the service."""

import hashlib
import io
import json
import re
from typing import Any

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pypdf import PdfReader

FILES = ["agreement.html", "agreement.json", "chain-head.json", "signatures.json"]


def canonical(*fields: bytes) -> bytes:
    return b"".join(len(field).to_bytes(8, "big") + field for field in fields)


def event_bytes(reference: str, event: dict[str, Any]) -> bytes:
    names = ("at", "action", "from_state", "to_state", "cause", "subject")
    texts = [reference, str(event["sequence"]), *(event[name] for name in names)]
    binary = [bytes.fromhex(event[name]) for name in ("commitment", "previous")]
    return canonical(b"das-event-1", *(text.encode() for text in texts), *binary)


def history_faults(history: dict[str, Any]) -> list[str]:
    faults, previous = [], "00" * 32
    for place, event in enumerate(history["events"], start=1):
        if event["sequence"] != place:
            faults.append(f"{place}: numbered {event['sequence']}")
        if event["previous"] != previous:
            faults.append(f"{place}: does not follow")
        if hashlib.sha256(event_bytes(history["reference"], event)).hexdigest() != event["digest"]:
            faults.append(f"{place}: changed")
        if (event["salt"] is None) != (event["details"] is None):
            faults.append(f"{place}: half of the details")
        elif event["salt"] is not None:
            kept = canonical(b"das-details-1", bytes.fromhex(event["salt"]), event["details"].encode())
            if hashlib.sha256(kept).hexdigest() != event["commitment"]:
                faults.append(f"{place}: other details")
        previous = event["digest"]
    return faults


def pdf_faults(content: bytes, published: list[x509.Certificate]) -> list[str]:
    try:
        return [*seal_faults(content, published), *file_faults(content)]
    except Exception as error:  # noqa: BLE001 (an error in any step means that it is not genuine)
        return [f"{type(error).__name__}: {error}"]


def seal_faults(content: bytes, published: list[x509.Certificate]) -> list[str]:
    fields = PdfReader(io.BytesIO(content)).get_fields() or {}
    (seal,) = [field.value for field in fields.values() if field.field_type == "/Sig"]
    zero, first, resumes, rest = (int(part) for part in seal["/ByteRange"])
    hole = content[first:resumes]
    if zero != 0 or resumes + rest != len(content) or not re.fullmatch(rb"<[0-9A-F]*>", hole):
        return ["the seal does not cover the whole file"]
    signed = cms.ContentInfo.load(bytes.fromhex(hole[1:-1].decode()))
    if hole[1:-1] != signed.dump().hex().upper().encode().ljust(len(hole) - 2, b"0"):
        return ["something stands after the seal"]
    (signer,) = signed["content"]["signer_infos"]
    serial = signer["sid"].chosen["serial_number"].native
    held = [item.chosen.dump() for item in signed["content"]["certificates"] if item.chosen.serial_number == serial]
    ours = [known for known in published if known.public_bytes(Encoding.DER) in held]
    if not ours:
        return ["not sealed with a published certificate"]
    attributes = {item["type"].native: item["values"][0].native for item in signer["signed_attrs"]}
    if attributes["message_digest"] != hashlib.sha256(content[:first] + content[resumes:]).digest():
        return ["the sealed bytes were changed"]
    check_signature(ours[0].public_key(), signer["signature"].native, signer["signed_attrs"].untag().dump())
    return []


def check_signature(key: Any, signature: bytes, message: bytes) -> None:
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
    else:
        assert isinstance(key, rsa.RSAPublicKey)
        key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())


def file_faults(content: bytes) -> list[str]:
    attached = PdfReader(io.BytesIO(content)).attachments
    if sorted(attached) != FILES:
        return ["other files are attached"]
    html, words, head, signatures = (attached[name][0] for name in FILES)
    digest, agreement = hashlib.sha256(words).hexdigest(), json.loads(words)
    faults = []
    if agreement["html_sha256"] != hashlib.sha256(html).hexdigest():
        faults.append("another page was shown")
    signed = json.loads(signatures)["signatures"]
    if any(signature["digest"] != digest for signature in signed):
        faults.append("other words were signed")
    if sorted(row["party"] for row in signed) != sorted(row["party"] for row in agreement["signatories"]):
        faults.append("not everybody signed once")
    if json.loads(head)["reference"] != agreement["reference"]:
        faults.append("the head of another chain")
    return faults
