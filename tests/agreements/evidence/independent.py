"""An independent verifier, written from docs/evidence.md alone: it imports nothing of the service."""

import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pypdf import PdfReader

from tests.agreements.evidence.independent_kinds import CAUSES, CHANGES, KINDS, PROOF, fits, leads

Json = dict[str, Any]
FILES = ["agreement.html", "agreement.json", "chain-head.json", "signatures.json"]
DETAILS = {"actor", "actor_id", "party", "organisation", "facts", "changes", "record"}
SIGNED = {"party", "office", "name", "at", "digest", "statement", "method"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
MAILED = re.compile(
    r"Keep this code in your records: "
    r"(?P<head>[0-9a-f]{64}) \(entry (?P<number>\d+) of (?P<reference>DS-[2-9A-Z]{4}-[2-9A-Z]{4})\)"
)


# Section 1


def canonical(*fields: bytes) -> bytes:
    return b"".join(len(field).to_bytes(8, "big") + field for field in fields)


def is_canonical_json(text: bytes) -> bool:
    again = json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return again.encode() == text


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# Sections 2 to 4


def event_bytes(reference: str, event: Json) -> bytes:
    numbers = [str(event[name]) for name in ("edition", "sequence")]
    texts = [event[name] for name in ("at", "kind", "from_state", "to_state", "cause", "subject")]
    binary = [bytes.fromhex(event[name]) for name in ("commitment", "previous")]
    return canonical(b"das-event-2", *(text.encode() for text in (reference, *numbers, *texts)), *binary)


def commitment(details: str, salt: bytes) -> str:
    return sha256(canonical(b"das-details-3", salt, details.encode()))


def history_faults(history: Json, heads: Sequence[Json] = ()) -> list[str]:
    """Return breaches of the nine rules of section 4."""
    faults = [] if history["format"] == "das-history-2" else ["another format"]
    previous = "00" * 32
    for place, event in enumerate(history["events"], start=1):
        if event["sequence"] != place:
            faults.append(f"{place}: numbered {event['sequence']}")
        if event["previous"] != previous:
            faults.append(f"{place}: does not follow")
        if sha256(event_bytes(history["reference"], event)) != event["digest"] or not TIME.fullmatch(event["at"]):
            faults.append(f"{place}: changed")
        faults += [f"{place}: {fault}" for fault in [*details_faults(event), *kind_faults(event)]]
        previous = event["digest"]
    return [*faults, *state_faults(history), *erasure_faults(history), *head_faults(history, heads)]


def state_faults(history: Json) -> Iterator[str]:
    """Yield breaches of rule 7: within an edition each event begins where the one before it ended."""
    states: dict[int, str] = {}
    for event in history["events"]:
        if event["from_state"] != states.get(event["edition"], ""):
            yield f"{event['sequence']}: begins in another state"
        states[event["edition"]] = event["to_state"]
    if history["editions"] != [{"edition": edition, "state": state} for edition, state in sorted(states.items())]:
        yield "an edition ends in another state"


def details_faults(event: Json) -> Iterator[str]:
    salt, details = event["salt"], event["details"]
    if (salt is None) != (details is None):
        yield "half of the details"
    elif salt is not None:
        if commitment(details, bytes.fromhex(salt)) != event["commitment"]:
            yield "other details"
            return
        if set(json.loads(details)) - {"unconfirmed"} != DETAILS:
            yield "details of another form"
        if not is_canonical_json(details.encode()):
            yield "details that are not canonical"


def kind_faults(event: Json) -> Iterator[str]:
    """Yield breaches of rule 9: a listed kind, its states, its facts, known changes, a cause of the service's own."""
    kind = event["kind"]
    if kind not in KINDS:
        yield "of no listed kind"
        return
    if not leads(kind, event["from_state"], event["to_state"]):
        yield "leads elsewhere than its kind"
    told = None if event["details"] is None else parsed(event["details"])
    if told is None:
        return
    facts, changes = told["facts"], told["changes"]
    if set(facts) != set(KINDS[kind][2].split()) or not all(fits(name, value) for name, value in facts.items()):
        yield "other facts than those of its kind"
    if not all(set(each) == {"key", "before", "after"} and each["key"].split(":")[0] in CHANGES for each in changes):
        yield "a change of no known thing"
    if told["actor_id"] is None and event["cause"] not in CAUSES:
        yield "the service acted without a cause"


def parsed(details: str) -> Json | None:
    """Return the details; None if they are of another form, which `details_faults` tells."""
    try:
        found = json.loads(details)
    except ValueError:
        return None
    return found if isinstance(found, dict) and set(found) >= DETAILS else None


def erased(history: Json) -> set[int]:
    """Return the numbers of the events whose details were erased, as the events of erasure say."""
    found: set[int] = set()
    for event in history["events"]:
        if event["kind"] == "details_erased" and event["details"] is not None:
            named = json.loads(event["details"])["record"]["erased"]
            found |= {number for number in named if number < event["sequence"]}
    return found


def erasure_faults(history: Json) -> Iterator[str]:
    """Yield breaches of rule 8: erased details must be gone, and proof of an agreement is never erased."""
    gone = erased(history)
    for event in history["events"]:
        if event["sequence"] in gone:
            if event["details"] is not None:
                yield f"{event['sequence']}: erased, and there"
            if event["kind"] in PROOF:
                yield f"{event['sequence']}: erased, and proves an agreement"
        elif event["details"] is None and event["kind"] in PROOF:
            yield f"{event['sequence']}: without the details of its kind"


def head_faults(history: Json, heads: Sequence[Json]) -> list[str]:
    """Return breaches of rule 6: each head kept elsewhere is in the chain."""
    digests = {event["sequence"]: event["digest"] for event in history["events"]}
    mine = [head for head in heads if head["reference"] == history["reference"]]
    return [f"head {head['sequence']}" for head in mine if digests.get(head["sequence"]) != head["digest"]]


# Section 6


def signature_faults(agreement: Json, digest: str, signatures: bytes) -> Iterator[str]:
    found = json.loads(signatures)
    signed = found["signatures"]
    if found["format"] != "das-signatures-1" or not is_canonical_json(signatures):
        yield "signatures of another form"
    if any(set(row) != SIGNED for row in signed):
        yield "a signature with other keys"
    if any(row["digest"] != digest for row in signed):
        yield "other words were signed"
    due = Counter((row["party"], row["office"]) for row in agreement["signatories"])
    given = Counter((row["party"], row["office"]) for row in signed)
    later = found.get("joins_later", [])
    if set(found) - {"joins_later"} != {"format", "signatures"} or ("joins_later" in found and not later):
        yield "signatures of another form"
    if given - due or {party for party, _ in due - given} != set(later) or len(later) != len(set(later)):
        yield "not everyone signed once"
    if [row["at"] for row in signed] != sorted(row["at"] for row in signed):
        yield "signatures out of order"


def story_faults(history: Json, attached: Mapping[str, bytes], seal: str) -> list[str]:
    """Return differences between words, events, signatures and sealed file (sections 6 and 8, step 9)."""
    agreement, digest = json.loads(attached["agreement.json"]), sha256(attached["agreement.json"])
    about = f"agreement:{agreement['number']}:{digest}"
    told = [event for event in history["events"] if event["subject"] == about]
    frozen = [row["sequence"] for row in told if row["kind"] == "text_frozen"]
    force = [row for row in told if row["kind"] in ("brought_into_force", "brought_into_force_without")]
    forced = [row["sequence"] for row in force]
    signed = [event for event in told if event["kind"] == "agreement_signed"]
    faults = []
    if len(frozen) != 1 or len(forced) != 1 or not all(frozen[0] < row["sequence"] < forced[0] for row in signed):
        faults.append("frozen, signed and in force do not follow each other")
    faults += later_faults(told, force, json.loads(attached["signatures.json"]))
    faults += core_faults(told, force, agreement)
    rows = json.loads(attached["signatures.json"])["signatures"]
    if sorted(row["at"] for row in rows) != sorted(event["at"] for event in signed):
        faults.append("signatures and events at other times")
    for event in signed:
        if event["details"] is not None:
            says = json.loads(event["details"])
            if says["record"] not in rows or says["actor"] != says["record"]["name"]:
                faults.append(f"event {event['sequence']} tells of another signature")
    sealed = f"sealed:{agreement['number']}:{seal}"
    if sum(event["kind"] == "agreement_sealed" and event["subject"] == sealed for event in history["events"]) != 1:
        faults.append("the history does not tell of this file")
    return faults + head_faults(history, [json.loads(attached["chain-head.json"])])


def later_faults(told: Sequence[Json], force: Sequence[Json], signatures: Json) -> Iterator[str]:
    """Yield breaches of what section 6 says of parties that have not signed."""
    later = set(signatures.get("joins_later", ()))
    named: set[str] = set()
    for event in force:
        if (event["kind"] == "brought_into_force_without") != bool(later):
            yield "in force with or without a party"
        facts = json.loads(event["details"])["facts"]
        if {name for _, name in facts.get("parties", ())} != later:
            yield "in force without other parties"
    for event in told:
        if event["kind"] in ("party_joins_later", "own_signature_declined"):
            details = json.loads(event["details"])
            named |= {name for _, name in details["facts"]["parties"]}
            if [number for number, _ in details["facts"]["parties"]] != details["record"]["later"]:
                yield f"event {event['sequence']} names another party than its record"
    if not later <= named:
        yield "no event lets a party join later"


def core_faults(told: Sequence[Json], force: Sequence[Json], agreement: Json) -> Iterator[str]:
    """Yield breaches of what section 6 says of words that did not wait for everyone after a day."""
    core, until = set(agreement.get("core", ())), agreement.get("core_by", "9")
    frozen = [json.loads(event["details"])["record"] for event in told if event["kind"] == "text_frozen"]
    if [record.get("core_by") for record in frozen] != [agreement.get("core_by")]:
        yield "another day than in the words"
    for event in told:
        details = json.loads(event["details"])
        if details["actor_id"] is None and event["kind"] == "party_joins_later":
            names = {name for _, name in details["facts"]["parties"]}
            if event["at"] <= until or names & core or event["cause"] != "date_passed":
                yield "the service moved a party before the day, or one of the core"
    if any(event["cause"] == "date_passed" and event["at"] <= until for event in force):
        yield "in force by its day before that day"


# Sections 7 and 8


def pdf_faults(content: bytes, published: Sequence[x509.Certificate], history: Json | None = None) -> list[str]:
    try:
        faults = [*seal_faults(content, published), *file_faults(content)]
        return faults + (story_faults(history, attachments(content), sha256(content)) if history else [])
    except Exception as error:  # noqa: BLE001 (an error in any step means that it is not genuine)
        return [f"{type(error).__name__}: {error}"]


def seal_faults(content: bytes, published: Sequence[x509.Certificate]) -> list[str]:
    reader = PdfReader(io.BytesIO(content))
    fields = reader.get_fields() or {}
    ((name, seal),) = [(name, field.value) for name, field in fields.items() if field.field_type == "/Sig"]
    zero, first, resumes, rest = (int(part) for part in seal["/ByteRange"])
    hole = content[first:resumes]
    if zero != 0 or resumes + rest != len(content) or not re.fullmatch(rb"<[0-9A-F]*>", hole):
        return ["the seal does not cover the whole file"]
    signed = cms.ContentInfo.load(bytes.fromhex(hole[1:-1].decode()))
    if hole[1:-1] != signed.dump().hex().upper().encode().ljust(len(hole) - 2, b"0"):
        return ["something stands after the seal"]
    certificate = signer_of(signed, published)
    if certificate is None:
        return ["not sealed with a published certificate"]
    (signer,) = signed["content"]["signer_infos"]
    attributes = {item["type"].native: item["values"][0].native for item in signer["signed_attrs"]}
    if attributes["message_digest"] != hashlib.sha256(content[:first] + content[resumes:]).digest():
        return ["the sealed bytes were changed"]
    check_signature(certificate.public_key(), signer["signature"].native, signer["signed_attrs"].untag().dump())
    return [] if is_certification(name, seal, reader) else ["a seal of another kind"]


def signer_of(signed: cms.ContentInfo, published: Sequence[x509.Certificate]) -> x509.Certificate | None:
    """Return the published certificate of the signer info's issuer and serial number, if the seal has it too."""
    (signer,) = signed["content"]["signer_infos"]
    named = signer["sid"].chosen
    for known in published:
        held = [item.chosen for item in signed["content"]["certificates"]]
        ours = [item for item in held if item.dump() == known.public_bytes(Encoding.DER)]
        if any((item.issuer, item.serial_number) == (named["issuer"], named["serial_number"].native) for item in ours):
            return known
    return None


def is_certification(name: str, seal: Any, reader: PdfReader) -> bool:
    (reference,) = seal["/Reference"]
    permission, permitted = reference.get_object(), cast("Any", reader.root_object["/Perms"])
    return (
        name == "Seal"
        and seal["/SubFilter"] == "/ETSI.CAdES.detached"
        and permission["/TransformMethod"] == "/DocMDP"
        and permission["/TransformParams"]["/P"] == 1
        and permitted["/DocMDP"].get_object() == seal.get_object()
    )


def check_signature(key: Any, signature: bytes, message: bytes) -> None:
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
    else:
        assert isinstance(key, rsa.RSAPublicKey)
        key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())


def attachments(content: bytes) -> dict[str, bytes]:
    attached = PdfReader(io.BytesIO(content)).attachments
    assert sorted(attached) == FILES, "other files are attached"
    return {name: attached[name][0] for name in FILES}


def file_faults(content: bytes) -> list[str]:
    html, words, head, signatures = (attachments(content)[name] for name in FILES)
    digest, agreement = sha256(words), json.loads(words)
    faults = list(signature_faults(agreement, digest, signatures))
    if agreement["format"] != "das-agreement-1" or json.loads(head)["format"] != "das-chain-head-1":
        faults.append("files of another form")
    if agreement["html_sha256"] != sha256(html):
        faults.append("another page was shown")
    if json.loads(head)["reference"] != agreement["reference"]:
        faults.append("the head of another chain")
    metadata = PdfReader(io.BytesIO(content)).xmp_metadata
    if not metadata or metadata.dc_identifier != f"{agreement['reference']}/{agreement['number']}/{digest}":
        faults.append("another identifier")
    return faults


# Section 9


def heads_in(files: Mapping[str, tuple[bytes, bytes]], published: Sequence[x509.Certificate]) -> list[Json]:
    """Return every head in a sequence of head files (content and signature). Raise ValueError for a fault."""
    heads, before = [], None
    for name, (content, signature) in sorted(files.items()):
        found = json.loads(content)
        if found["format"] != "das-heads-2" or not is_canonical_json(content) or not TIME.fullmatch(found["at"]):
            raise ValueError(f"{name} has another form")
        if name != found["at"].replace(":", "-") + ".json":
            raise ValueError(f"{name} is not named after its time")
        keys = {sha256(known.public_bytes(Encoding.DER)): known.public_key() for known in published}
        try:
            check_signature(keys[found["certificate"]], signature, content)
        except (KeyError, InvalidSignature) as error:
            raise ValueError(f"{name} is not signed") from error
        if before and found["previous"] != {"name": before[0], "sha256": sha256(before[1])}:
            raise ValueError(f"the file before {name} is missing or another")
        heads += found["heads"]
        before = name, content
    return heads


def heads_mailed(text: str) -> list[Json]:
    return [
        {"sequence": int(number), "reference": reference, "digest": digest}
        for digest, number, reference in MAILED.findall(text)
    ]
