"""Signatures as recorded outside their rows: in the sealed file, and in the commitments of their events."""

import json
from collections.abc import Iterable, Mapping, Sequence
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


def joins_later(agreement: Agreement) -> tuple[str, ...]:
    """Return the parties, as the words name them, that have not signed in every position."""
    unsigned = agreement.required.filter(signature=None).order_by("place").values_list("place", flat=True)
    return parties_at(json.loads(agreement.words.words), unsigned) if unsigned else ()


def parties_at(words: Mapping[str, Any], places: Iterable[int]) -> tuple[str, ...]:
    """Return the parties at these lines of the signatories in frozen words, each once."""
    return tuple(dict.fromkeys(words["signatories"][place - 1]["party"] for place in places))


def signatures_json(signatures: Sequence[SignedBy], later: Sequence[str] = ()) -> str:
    """Return the list of signatures; `later` are the parties that have not signed, and may join."""
    listed = {"format": FORMAT, "signatures": [signature_json(row) for row in signatures]}
    return canonical_json(listed | ({"joins_later": list(later)} if later else {}))


def signature_json(signature: SignedBy) -> dict[str, Any]:
    """Return one signature in the format of docs/evidence.md, section 6."""
    return asdict(signature) | {"at": timestamp(signature.at)}


def required_json(row: RequiredSignature) -> dict[str, str | int | None]:
    """Return who must sign as the event of freezing records it: also which body the party is, and which account."""
    return {
        "place": row.place,
        "rank": row.rank,
        "core": row.core,
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
