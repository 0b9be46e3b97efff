"""Sealing: one certification signature over the whole file, after which no change is permitted."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from agreements.evidence.seal_keys import SealKey

SEAL_FIELD = "Seal"


@dataclass(frozen=True)
class Sealed:
    """The file as stored, and the SHA-256 that its record keeps."""

    content: bytes
    sha256: str


def seal(pdf: bytes, *, key: SealKey, reference: str) -> Sealed:
    """Certify the PDF under PAdES, with a timestamp if SEAL_TIMESTAMP_URL names an authority.

    `pdf` must come from render_agreement: it has the empty, tagged signature field that this fills.
    """
    metadata = signers.PdfSignatureMetadata(
        field_name=SEAL_FIELD,
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
        name=settings.SERVICE_NAME,
        reason=f"Seals agreement {reference}",
    )
    signer = signers.PdfSigner(metadata, simple_signer(key), timestamper=timestamper())
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    out = io.BytesIO()
    # pyHanko runs an event loop of its own, which cannot start in a thread that has one already.
    with ThreadPoolExecutor(1) as beside:
        beside.submit(signer.sign_pdf, writer, existing_fields_only=True, output=out).result()
    content = out.getvalue()
    return Sealed(content=content, sha256=hashlib.sha256(content).hexdigest())


def simple_signer(key: SealKey) -> signers.SimpleSigner:
    """Return our key as a pyHanko signer."""
    der = key.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(x509.Certificate.load(other.public_bytes(Encoding.DER)) for other in key.others)
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(key.certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=store,
    )


def timestamper() -> timestamps.TimeStamper | None:
    """Return the timestamp authority, or None if none is configured."""
    url = settings.SEAL_TIMESTAMP_URL
    return timestamps.HTTPTimeStamper(url, timeout=10) if url else None
