"""The head file: the newest event of every chain, signed, to be kept where the database is not."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import Certificate

from .chain import ChainHead, timestamp
from .freeze import canonical_json
from .seal_keys import SealKey, fingerprint

FORMAT = "das-heads-1"


@dataclass(frozen=True)
class HeadFile:
    """Two files: `content`, and `signature` over its bytes, as `openssl dgst -sha256 -verify` reads it."""

    content: bytes
    signature: bytes


def sign_heads(heads: Iterable[ChainHead], *, at: datetime, key: SealKey) -> HeadFile:
    """The heads in the order of their references, signed with the key of the seal."""
    rows = [asdict(head) for head in sorted(heads, key=lambda head: head.reference)]
    text = canonical_json({"format": FORMAT, "at": timestamp(at), "certificate": key.fingerprint, "heads": rows})
    content = text.encode()
    if isinstance(key.key, rsa.RSAPrivateKey):
        return HeadFile(content, key.key.sign(content, padding.PKCS1v15(), hashes.SHA256()))
    return HeadFile(content, key.key.sign(content, ec.ECDSA(hashes.SHA256())))


def read_heads(file: HeadFile, *, trusted: Sequence[Certificate]) -> list[ChainHead]:
    """The heads of a file that one of these certificates signed. Raises ValueError for any other."""
    try:
        found = json.loads(file.content)
        (certificate,) = [known for known in trusted if fingerprint(known) == found["certificate"]]
        _check(certificate, file)
        return [ChainHead(head["reference"], head["sequence"], head["digest"]) for head in found["heads"]]
    except (InvalidSignature, KeyError, TypeError, ValueError) as error:
        raise ValueError("The head file is not one that this service signed.") from error


def _check(certificate: Certificate, file: HeadFile) -> None:
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(file.signature, file.content, padding.PKCS1v15(), hashes.SHA256())
    elif isinstance(public, ec.EllipticCurvePublicKey):
        public.verify(file.signature, file.content, ec.ECDSA(hashes.SHA256()))
    else:
        raise TypeError("The certificate holds a key of a kind that seals nothing.")
