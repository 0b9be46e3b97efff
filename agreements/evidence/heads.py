"""The head file: the newest events of chains, signed, kept away from the database."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import Certificate

from agreements.evidence.chain import ChainHead, timestamp
from agreements.evidence.frozen import canonical_json
from agreements.evidence.seal_keys import SealKey, fingerprint

FORMAT = "das-heads-2"


class UnknownKey(ValueError):
    """The head file names an unknown certificate, so its signature cannot be checked."""


@dataclass(frozen=True)
class HeadFile:
    """Two files: `content`, and `signature` over its bytes, as `openssl dgst -sha256 -verify` reads it."""

    content: bytes
    signature: bytes


@dataclass(frozen=True)
class Before:
    """The previous head file: its name and its SHA-256."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Heads:
    """The content of a head file."""

    at: datetime
    previous: Before | None
    heads: tuple[ChainHead, ...]


def sign_heads(
    heads: Iterable[ChainHead], *, at: datetime, key: SealKey, previous: tuple[str, HeadFile] | None = None
) -> HeadFile:
    """Return the heads, sorted by reference and signed with the seal's key. `previous` is the file before."""
    before = Before(previous[0], hashlib.sha256(previous[1].content).hexdigest()) if previous else None
    says = {
        "format": FORMAT,
        "at": timestamp(at),
        "certificate": key.fingerprint,
        "previous": asdict(before) if before else None,
        "heads": [asdict(head) for head in sorted(heads, key=lambda head: head.reference)],
    }
    content = canonical_json(says).encode()
    if isinstance(key.key, rsa.RSAPrivateKey):
        return HeadFile(content, key.key.sign(content, padding.PKCS1v15(), hashes.SHA256()))
    return HeadFile(content, key.key.sign(content, ec.ECDSA(hashes.SHA256())))


def read_heads(file: HeadFile, *, trusted: Sequence[Certificate]) -> Heads:
    """Return the content of a file that one of these certificates signed. Raise ValueError for any other file."""
    try:
        document = json.loads(file.content)
        known = [certificate for certificate in trusted if fingerprint(certificate) == document["certificate"]]
        if not known and document["format"] == FORMAT:
            raise UnknownKey(f"It was signed with a key that is unknown here, certificate {document['certificate']}.")
        _check(known[0], file)
        return _heads_in(document)
    except UnknownKey:
        raise
    except (InvalidSignature, LookupError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise ValueError("The head file is not one that this service signed.") from error


def say_heads(file: HeadFile) -> Heads:
    """Return the content of a file without checking its signature. Raise ValueError if it cannot be read."""
    try:
        return _heads_in(json.loads(file.content))
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise ValueError("The head file cannot be read.") from error


def _heads_in(document: dict[str, Any]) -> Heads:
    if document["format"] != FORMAT:
        raise ValueError(f"This is no file of the format {FORMAT}.")
    before = document["previous"]
    return Heads(
        at=datetime.fromisoformat(document["at"]),
        previous=Before(before["name"], before["sha256"]) if before is not None else None,
        heads=tuple(ChainHead(head["reference"], head["sequence"], head["digest"]) for head in document["heads"]),
    )


def _check(certificate: Certificate, file: HeadFile) -> None:
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(file.signature, file.content, padding.PKCS1v15(), hashes.SHA256())
    elif isinstance(public, ec.EllipticCurvePublicKey):
        public.verify(file.signature, file.content, ec.ECDSA(hashes.SHA256()))
    else:
        raise TypeError("The certificate holds a key of a kind that seals nothing.")
