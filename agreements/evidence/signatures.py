"""Signatures as recorded outside their rows: in the sealed file, and in the commitments of their events."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from agreements.evidence.chain import timestamp
from agreements.evidence.frozen import canonical_json
from agreements.models import Agreement, RequiredSignature, SignatoryReplacement, Signature

FORMAT: Final = "das-signatures-1"


@dataclass(frozen=True)
class SignedBy:
    """One signature as the sealed file records it."""

    party: str
    name: str
    office: str
    at: datetime
    digest: str
    statement: str
    method: str


def signatures_of(agreement: Agreement) -> list[SignedBy]:
    """Return the signatures in the order in which they were given."""
    return [signed_by(row) for row in agreement.signatures.order_by("at", "pk")]


def signed_by(row: Signature) -> SignedBy:
    """Return a signature as the sealed file and its event record it."""
    return SignedBy(
        party=row.organisation,
        name=row.name,
        office=row.office,
        at=row.at,
        digest=row.digest,
        statement=row.statement,
        method=row.method,
    )


def signatures_json(signatures: Sequence[SignedBy]) -> str:
    return canonical_json({"format": FORMAT, "signatures": [signature_json(row) for row in signatures]})


def signature_json(signature: SignedBy) -> dict[str, Any]:
    """Return one signature in the format of docs/evidence.md, section 6."""
    return asdict(signature) | {"at": timestamp(signature.at)}


def required_json(row: RequiredSignature) -> dict[str, str | int | None]:
    """Return who must sign as the event of freezing records it: also which body the party is, and which account."""
    return {
        "place": row.place,
        "rank": row.rank,
        "office": row.office,
        "party": row.party_id,
        "organisation": row.party.organisation_id,
        "member": row.member_id,
        "user": row.member.user_id,
    }


def replaced_json(row: SignatoryReplacement) -> dict[str, int | None]:
    """Return who signs from now on as the event of the replacement records it."""
    return {
        "place": row.required.place,
        "party": row.required.party_id,
        "member": row.member_id,
        "user": row.member.user_id,
    }
