"""The seal's key and certificates: load them, make a local key, and know the former ones."""

import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils import timezone

log = structlog.get_logger(__name__)
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
LOCAL_NAME = "Design a data share – local seal"


class SealKeyMissing(RuntimeError):
    """No usable key to seal with; the message says where it was looked for and what is wrong.

    `problem` says what is wrong without the path, for readers who must not know it.
    """

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"The seal's key file {path} {problem}.")
        self.problem = f"The seal's key file {problem}."


@dataclass(frozen=True)
class SealKey:
    """A private key, its certificate, and the certificates of its issuers."""

    key: PrivateKey
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...] = ()

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.certificate)


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the certificate in DER, hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def load_key() -> SealKey:
    """Return the key that SEAL_KEY_FILE names. Local services and tests create a missing one; production never does."""
    path, passphrase = Path(settings.SEAL_KEY_FILE), settings.SEAL_KEY_PASSPHRASE
    if not path.exists() and not settings.PRODUCTION:
        make_local_key(path, passphrase=passphrase)
    return read_key(path, passphrase=passphrase)


def read_key(path: Path, *, passphrase: str = "") -> SealKey:
    """Return the key in a file. Raise SealKeyMissing if it is missing, cannot be opened, or holds no usable key."""
    try:
        bundle = pkcs12.load_pkcs12(path.read_bytes(), passphrase.encode() or None)
    except OSError as error:
        raise SealKeyMissing(path, f"cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SealKeyMissing(path, f"cannot be opened: {str(error).rstrip('.')}") from error
    if bundle.cert is None or not isinstance(bundle.key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise SealKeyMissing(path, "needs an RSA or elliptic curve key and the certificate of that key")
    others = tuple(extra.certificate for extra in bundle.additional_certs)
    return SealKey(key=bundle.key, certificate=bundle.cert.certificate, others=others)


def make_local_key(path: Path, *, passphrase: str = "") -> None:
    """Make a self-signed key for local use. Never replaces an existing file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    encryption = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    content = pkcs12.serialize_key_and_certificates(b"seal", key, self_signed(key), None, encryption)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # unlike a rename, a link fails if another process has made a key meanwhile
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def self_signed(key: ec.EllipticCurvePrivateKey, *, name: str = LOCAL_NAME) -> x509.Certificate:
    """Return a certificate for signing documents, valid for ten years."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    since = timezone.now() - timedelta(days=1)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=3653))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def trusted_certificates() -> list[x509.Certificate]:
    """Return the certificate in use and the former ones (*.pem in SEAL_FORMER_CERTIFICATES)."""
    return [load_key().certificate, *former_certificates()[0]]


def known_certificates() -> tuple[list[x509.Certificate], list[str]]:
    """Return all our certificates that can be read, and the problems of the others. Makes no key."""
    former, problems = former_certificates()
    try:
        return [
            read_key(Path(settings.SEAL_KEY_FILE), passphrase=settings.SEAL_KEY_PASSPHRASE).certificate,
            *former,
        ], problems
    except SealKeyMissing as problem:
        return former, [str(problem), *problems]


def former_certificates() -> tuple[list[x509.Certificate], list[str]]:
    """Return the former certificates that can be read, and the problem of each file that cannot.

    Seals made with an unreadable certificate then have an unknown key.
    """
    folder = Path(settings.SEAL_FORMER_CERTIFICATES)
    certificates, problems = [], []
    for file in sorted(folder.glob("*.pem")) if folder.is_dir() else []:
        try:
            certificates += x509.load_pem_x509_certificates(file.read_bytes())
        except (OSError, ValueError) as error:
            problems.append(f"The former certificate {file} cannot be read: {error}")
            log.error("former_certificate_unreadable", file=file.name)  # noqa: TRY400 (the reason is in the problem)
    return certificates, problems


def certificate_pem(key: SealKey) -> str:
    """Return the public certificate, for anyone who checks seals without us."""
    return key.certificate.public_bytes(Encoding.PEM).decode()


def seal_key_problem() -> str | None:
    """Return what prevents sealing, in words for /ready that name no path; None if all is well."""
    try:
        return unfit(load_key())
    except SealKeyMissing as error:
        return error.problem
    except OSError as error:
        return f"The seal's key cannot be made: {error.strerror}."


def unfit(key: SealKey) -> str | None:
    """Return why seals of this key would not be trusted: its dates, or the uses of its certificate (RFC 5280)."""
    now, certificate = timezone.now(), key.certificate
    if now > certificate.not_valid_after_utc:
        return f"The seal's certificate ended on {certificate.not_valid_after_utc:%d %B %Y}."
    if now < certificate.not_valid_before_utc:
        return f"The seal's certificate begins on {certificate.not_valid_before_utc:%d %B %Y}."
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None
    except ValueError:
        return "The seal's certificate has an extension that cannot be read."
    signs = usage.digital_signature or usage.content_commitment
    return None if signs else "The seal's certificate is not for signing documents."


def seal_key_lasts() -> timedelta:
    """Return how long the certificate in use is still valid."""
    return load_key().certificate.not_valid_after_utc - timezone.now()


def former_certificate_problems() -> list[str]:
    """Return the former certificates that cannot be read, with their paths, for the operator."""
    problems = []
    folder = Path(settings.SEAL_FORMER_CERTIFICATES)
    for file in sorted(folder.glob("*.pem")) if folder.is_dir() else []:
        try:
            x509.load_pem_x509_certificates(file.read_bytes())
        except (OSError, ValueError) as error:
            problems.append(f"The former certificate {file} cannot be read: {error}")
    return problems
