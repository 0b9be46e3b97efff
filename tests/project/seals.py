"""Files in place of the seal's key: one that works, and one for each fault."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.utils import timezone

PASSPHRASE: Final = "correct horse"
Key = ec.EllipticCurvePrivateKey


def certificate(key: Key, *, begins: int = -1, ends: int = 365, signs: bool = True) -> x509.Certificate:
    """Return a certificate of this key; its days count from today."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A seal under test")])
    now = timezone.now()
    usage = x509.KeyUsage(signs, False, False, False, False, not signs, False, False, False)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.not_valid_before(now + timedelta(days=begins)).not_valid_after(now + timedelta(days=ends))
    builder = builder.serial_number(x509.random_serial_number()).add_extension(usage, critical=True)
    return builder.sign(key, hashes.SHA256())


def bundle(key: Key, of_key: x509.Certificate | None, passphrase: str = PASSPHRASE) -> bytes:
    encryption = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"seal", key, of_key, None, encryption)


def new_key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def good(path: Path, *, begins: int = -1, ends: int = 365) -> None:
    key = new_key()
    path.write_bytes(bundle(key, certificate(key, begins=begins, ends=ends)))


def for_encryption_only(path: Path) -> None:
    key = new_key()
    path.write_bytes(bundle(key, certificate(key, signs=False)))


def of_another_key(path: Path) -> None:
    """Write a key with a certificate that is not its own."""
    encryption = BestAvailableEncryption(PASSPHRASE.encode())
    stranger = certificate(new_key())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"seal", new_key(), None, [stranger], encryption))


def unknown_kind(path: Path) -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    encryption = BestAvailableEncryption(PASSPHRASE.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"seal", key, None, None, encryption))


def cut_short(path: Path) -> None:
    good(path)
    path.write_bytes(path.read_bytes()[:200])


def opened_otherwise(path: Path) -> None:
    key = new_key()
    path.write_bytes(bundle(key, certificate(key), "battery staple"))


def in_pem(path: Path) -> None:
    path.write_bytes(certificate(new_key()).public_bytes(Encoding.PEM))


# What is put there, and what must be said of it.
UNUSABLE: Final[dict[str, tuple[Callable[[Path], object], str]]] = {
    "nothing": (lambda path: None, "cannot be read: No such file"),
    "a folder": (Path.mkdir, "cannot be read: Is a directory"),
    "an empty file": (Path.touch, "cannot be opened"),
    "garbage": (lambda path: path.write_bytes(b"garbage" * 99), "cannot be opened"),
    "a certificate in PEM": (in_pem, "cannot be opened"),
    "half a file": (cut_short, "cannot be opened"),
    "another passphrase": (opened_otherwise, "cannot be opened"),
    "no certificate": (lambda path: path.write_bytes(bundle(new_key(), None)), "needs an RSA or elliptic curve key"),
    "a key of another kind": (unknown_kind, "needs an RSA or elliptic curve key"),
    "the certificate of another key": (of_another_key, "the certificate of that key"),
    "an ended certificate": (lambda path: good(path, begins=-9, ends=-1), "certificate ended on"),
    "a certificate of tomorrow": (lambda path: good(path, begins=1), "certificate begins on"),
    "a certificate for encryption": (for_encryption_only, "not for signing"),
}
