"""The public checks a file or a reference, and the heading states the result."""

import hashlib
import io
import time
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pytest_django import DjangoAssertNumQueries, Settings

from agreements.evidence import sealed_pdf
from agreements.evidence.chain import ChainHead
from agreements.evidence.seal import simple_signer
from agreements.evidence.seal_keys import load_key, make_local_key, read_key
from agreements.evidence.verify_pdf import slots
from agreements.models import Agreement, SealedFile
from agreements.signing.sealing import seal_owed
from agreements.verifying import throttling
from agreements.verifying.checks import too_large
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.evidence.conftest import new_key
from tests.agreements.verifying.conftest import SealedShare
from tests.cast import Cast
from tests.support.beside import beside

pytestmark = pytest.mark.django_db
MB = 1024**2


def check(client: Client, content: bytes, name: str = "agreement.pdf", **headers: Any) -> Any:
    begun = time.monotonic()
    response = client.post("/verify/", {"document": SimpleUploadedFile(name, content)}, headers=headers)
    assert time.monotonic() - begun < 5
    return response


def heading(response: Any) -> str:
    text = response.content.decode()
    return " ".join(text.partition("<h1")[2].partition(">")[2].partition("</h1>")[0].split())


def test_it_knows_a_genuine_file(sealed_share: SealedShare, client: Client) -> None:
    response = check(client, sealed_share.pdf)

    text = response.content.decode()
    assert heading(response) == "Genuine and in force"
    assert "<title>Genuine and in force – Check a document" in text
    for words in (
        sealed_share.share.title,
        sealed_share.file.sha256,
        "What this does not prove",
        "The file is identical",
    ):
        assert words in text
    assert f'href="/register/{sealed_share.share.reference}/"' in text


def test_it_names_positions_and_no_people(sealed_share: SealedShare, cast: Cast, client: Client) -> None:
    text = check(client, sealed_share.pdf).content.decode()

    assert "Director of Data, Barchester City Council" in text
    assert not [user.full_name for user in cast.everyone().values() if user.full_name in text]


def test_it_knows_an_agreement_that_is_no_longer_in_force(
    sealed_share: SealedShare, cast: Cast, asset: DataAsset, client: Client
) -> None:
    Agreement.objects.filter(pk=sealed_share.agreement.pk).update(ended_at="2026-11-20T12:00:00Z", ends_by="term")

    response = check(client, sealed_share.pdf)

    assert heading(response) == "Genuine, no longer in force"
    assert "It ended on 20 November 2026. Its term was over." in response.content.decode()
    assert "/register/DS-" in response.content.decode()


def changed(pdf: bytes, place: float) -> bytes:
    at = int(len(pdf) * place)
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def test_it_finds_one_changed_byte_bytes_after_the_end_and_a_file_cut_short(
    sealed_share: SealedShare, client: Client
) -> None:
    pdf = sealed_share.pdf
    touched = [changed(pdf, place) for place in (0.01, 0.2, 0.5, 0.8, 0.99)]
    longer = [pdf + extra for extra in (b"\n", b"%%EOF", b"\0" * 5000)]
    shorter = [pdf[:-1], pdf[: int(len(pdf) * 0.999)]]

    for content in touched + longer + shorter:
        response = check(client, content)
        assert heading(response) == "This file has been changed"
        assert "Do not rely" in response.content.decode()
        assert "What this proves" not in response.content.decode()
    for share in (0.3, 0.9):
        assert heading(check(client, pdf[: int(len(pdf) * share)])) in {
            "This file has been changed",
            "Not sealed by this service",
        }


def blank(**save: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, **save)
    return out.getvalue()


def test_it_knows_a_foreign_seal(db: None, client: Client, tmp_path: Path) -> None:
    out = io.BytesIO()
    signer = PdfSigner(PdfSignatureMetadata(field_name="Seal"), simple_signer(new_key(tmp_path)))
    beside(signer.sign_pdf, IncrementalPdfFileWriter(io.BytesIO(blank())), output=out)

    response = check(client, out.getvalue())

    assert heading(response) == "Not sealed by this service"
    assert "but not the seal of this service" in response.content.decode()


def test_it_knows_a_file_without_a_seal(db: None, client: Client) -> None:
    assert heading(check(client, blank())) == "Not sealed by this service"


@pytest.mark.parametrize("user", ["secret", ""])
def test_it_says_that_a_file_is_locked(db: None, client: Client, user: str) -> None:
    locked = blank(encryption=pikepdf.Encryption(owner="owner", user=user))
    assert heading(check(client, locked)) == "This PDF is locked with a password"


@pytest.mark.parametrize("content", [b"<html>", b"PK\x03\x04", b"\0", "Grüße".encode()])
def test_it_says_that_a_file_is_no_pdf(db: None, client: Client, content: bytes) -> None:
    assert heading(check(client, content)) == "This is not a PDF"


def test_it_says_that_a_file_is_too_large(db: None, client: Client) -> None:
    response = check(client, b"%PDF-1.7\n" + bytes(50 * MB))

    assert heading(response) == "This file is too large"
    assert "The file is 50 MB. It must be 30 MB or smaller." in response.content.decode()
    for size, told in (
        (30 * MB + 1, "a little more than 30 MB"),
        (30.4 * MB, "a little more than 30 MB"),
        (30.6 * MB, "31 MB"),
    ):
        [said] = too_large(int(size)).checks
        assert said.text == f"The file is {told}. It must be 30 MB or smaller."


def test_it_takes_a_file_of_the_largest_size(db: None, client: Client) -> None:
    content = b"%PDF-1.7\n".ljust(configured.VERIFY_MAX_BYTES, b"\0")
    assert heading(check(client, content)) in {"Not sealed by this service", "We could not check this file"}
    assert heading(check(client, content + b"\0")) == "This file is too large"


def test_it_keeps_nothing_of_an_upload(
    sealed_share: SealedShare, client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    kept = set(Path(settings.DATA_DIR).rglob("*.pdf"))
    for content in (sealed_share.pdf, b"%PDF" + bytes(10 * MB), b"%PDF" + bytes(40 * MB)):
        check(client, content)
    assert not list(tmp_path.iterdir())
    assert set(Path(settings.DATA_DIR).rglob("*.pdf")) == kept


def test_it_takes_one_file_of_many(sealed_share: SealedShare, client: Client) -> None:
    files = [SimpleUploadedFile("a.pdf", sealed_share.pdf), SimpleUploadedFile("b.pdf", b"%PDF")]
    response = client.post("/verify/", {"other": SimpleUploadedFile("c.pdf", b"c"), "document": files})
    assert heading(response) == "Genuine and in force"


def test_it_knows_its_key_on_a_file_it_never_stored(sealed_share: SealedShare, client: Client, cast: Cast) -> None:
    """Sealed a second time, as with a stolen key: our seal, another file."""
    head = ChainHead(sealed_share.share.reference, 1, sealed_share.file.chain_head)
    assert heading(check(client, sealed_pdf.make(sealed_share.agreement, head))) == "This file has been changed"


def test_it_knows_a_file_of_no_agreement(sealed_share: SealedShare, client: Client) -> None:
    Agreement.objects.filter(pk=sealed_share.agreement.pk).update(number=7)
    assert heading(check(client, sealed_share.pdf)) == "Sealed with our key, but not in our records"


def certificate_of(path: Path) -> bytes:
    return read_key(path).certificate.public_bytes(Encoding.PEM)


def test_a_lost_certificate_makes_nothing_altered(
    sealed_share: SealedShare, client: Client, settings: Settings, tmp_path: Path
) -> None:
    """The former certificate was lost, or cannot be read."""
    ours = certificate_of(settings.SEAL_KEY_FILE)
    make_local_key(tmp_path / "new.p12")
    settings.SEAL_KEY_FILE, settings.SEAL_FORMER_CERTIFICATES = tmp_path / "new.p12", tmp_path
    former = tmp_path / "former.pem"
    for kept in (None, b"-----BEGIN CERTIFICATE-----\ngarbage", b""):
        if kept is not None:
            former.write_bytes(kept)
        response = check(client, sealed_share.pdf)
        assert heading(response) == "In our records, but we cannot check the seal"
        assert "Do not rely" not in response.content.decode()
        assert heading(check(client, sealed_share.pdf + b"\n")) == "This file has been changed"
    for kept in (ours, certificate_of(tmp_path / "new.p12") + ours):
        former.write_bytes(kept)
        assert heading(check(client, sealed_share.pdf)) == "Genuine and in force"


def test_it_says_when_it_cannot_check(
    sealed_share: SealedShare, client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.SEAL_KEY_FILE = tmp_path / "broken.p12"
    settings.SEAL_KEY_FILE.write_bytes(b"no key")
    response = check(client, sealed_share.pdf)
    assert heading(response) == "We could not check this file"
    assert "Try again later" in response.content.decode()
    assert "We cannot show the certificate" in client.get("/verify/how/").content.decode()
    assert client.get("/verify/seal.pem").status_code == 404


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "Select the PDF to check"),
        ({"document": ""}, "Select the PDF to check"),
        ({"document": "words"}, "Select the PDF to check"),
        ({"document": SimpleUploadedFile("empty.pdf", b"")}, "The selected file is empty"),
    ],
)
def test_it_says_what_is_missing_next_to_the_field(db: None, client: Client, data: dict[str, Any], error: str) -> None:
    text = client.post("/verify/", data).content.decode()
    assert "<title>Error: Check a document" in text
    assert text.count(error) == 2
    assert 'href="#id_document"' in text


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>.pdf", "a" * 300 + ".pdf", "../../etc/passwd", "a\u202e.pdf", " "]
)
def test_it_survives_strange_names(db: None, client: Client, name: str) -> None:
    response = check(client, blank(), name=name)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_it_answers_a_body_it_cannot_read(db: None, client: Client) -> None:
    for content_type in ("multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/plain"):
        assert client.post("/verify/", b"\xff\xfe{", content_type=content_type).status_code in {200, 400}


def test_it_wants_the_token_of_its_form(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    assert check(client, blank()).status_code == 403
    client.get("/verify/")
    token = client.cookies[configured.CSRF_COOKIE_NAME].value
    data = {"document": SimpleUploadedFile("a.pdf", blank()), "csrfmiddlewaretoken": token}
    assert heading(client.post("/verify/", data)) == "Not sealed by this service"


def test_it_is_throttled_by_address(db: None, client: Client) -> None:
    codes = [client.post("/verify/", {}).status_code for _ in range(21)]
    assert codes == [200] * 20 + [429]
    assert client.get("/verify/").status_code == 200
    assert client.post("/verify/", {}, REMOTE_ADDR="198.51.100.7").status_code == 200


def test_check_while_another_file_is_examined_is_put_off(sealed_share: SealedShare, client: Client) -> None:
    """A page with the form says so; cheap results come at once."""
    with slots.taken():
        response = check(client, sealed_share.pdf)
        altered = check(client, sealed_share.pdf + b" ")
        others = [client.get(address).status_code for address in ("/", "/register/", "/verify/")]
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert heading(response) == "We could not check your document yet"
    assert "agreement.pdf" in response.content.decode()
    assert 'name="document"' in response.content.decode()
    assert heading(altered) == "This file has been changed"
    assert others == [200, 200, 200]
    assert heading(check(client, sealed_share.pdf)) == "Genuine and in force"


def test_file_with_another_hash_than_recorded_is_never_examined(sealed_share: SealedShare, client: Client) -> None:
    for content in (changed(sealed_share.pdf, 0.4), sealed_share.pdf + b"\n", sealed_share.pdf[:-9]):
        with slots.taken():
            assert heading(check(client, content)) == "This file has been changed"


def test_long_checks_of_one_address_are_counted(db: None, client: Client) -> None:
    """The fourth long check in a minute is refused; others' short ones are not."""
    request = RequestFactory().post("/verify/", REMOTE_ADDR="198.51.100.8")
    for _ in range(3):
        with throttling.counted(request):
            time.sleep(throttling.LONG + 0.1)
    assert client.post("/verify/", {}, REMOTE_ADDR="198.51.100.8").status_code == 429
    assert client.post("/verify/", {}, REMOTE_ADDR="198.51.100.9").status_code == 200


def test_it_looks_up_a_reference(sealed_share: SealedShare, client: Client) -> None:
    reference = sealed_share.share.reference
    for written in (reference, f" {reference} ", reference.lower(), reference.replace("-", " ")):
        response = client.get("/verify/", {"reference": written})
        assert heading(response) == "In force"
        for words in (sealed_share.file.sha256, sealed_share.agreement.words.digest, f"/register/{reference}/"):
            assert words in response.content.decode()


def test_it_says_that_an_agreement_is_being_sealed(cast: Cast, asset: DataAsset, client: Client) -> None:
    share = stages.in_force(cast, asset)
    assert "Not sealed yet" in client.get(f"/verify/?reference={share.reference}").content.decode()


def test_it_tells_nothing_of_what_was_never_in_force(cast: Cast, asset: DataAsset, client: Client) -> None:
    unknown = client.get("/verify/?reference=DS-2222-2222").content.decode()
    for share in (stages.draft(cast, asset), stages.signing(cast, asset), stages.refused(cast, asset)):
        text = client.get(f"/verify/?reference={share.reference}").content.decode()
        assert without_nonce(text).replace(share.reference, "DS-2222-2222") == without_nonce(unknown)
    assert "No agreement with this reference" in unknown


def without_nonce(text: str) -> str:
    return "".join(part.partition('"')[2] for part in text.split('nonce="'))


@pytest.mark.parametrize("typed", ["", "DS-1", "7K4M-2Q9P", "x" * 500, "DS-\u202e", "<script>", "DS-0000-0000\n"])
def test_it_says_how_a_reference_looks(db: None, client: Client, typed: str) -> None:
    text = client.get("/verify/", {"reference": typed}).content.decode()
    assert "<title>Error: Check a document" in text
    assert 'href="#id_reference"' in text


@pytest.mark.parametrize("typed", ["DS-\x00", "\ud800"])
def test_it_refuses_what_cannot_be_shown(db: None, client: Client, typed: str) -> None:
    raw = {"DS-\x00": "DS-%00", "\ud800": "%ED%A0%80"}[typed]
    response = client.get(f"/verify/?reference={raw}")
    assert response.status_code == 200
    assert "<title>Error: " in response.content.decode()


def test_it_asks_the_database_little(
    sealed_share: SealedShare, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # The agreement, its words, what is sealed, and what is suspended of it.
    with django_assert_num_queries(4):
        check(client, sealed_share.pdf)
    with django_assert_num_queries(0):
        client.get("/verify/")
    # The entry, and what is suspended of its agreement.
    with django_assert_num_queries(2):
        client.get(f"/verify/?reference={sealed_share.share.reference}")


def test_it_says_how_to_check_without_it(db: None, client: Client) -> None:
    text = client.get("/verify/how/").content.decode()
    for words in ("pdfsig agreement.pdf", "sha256sum", "certutil", "/verify/seal.pem", "/verify/evidence.md"):
        assert words in text


def test_it_publishes_the_certificates_now_and_before(
    db: None, client: Client, settings: Settings, tmp_path: Path
) -> None:
    former = new_key(tmp_path).certificate
    (tmp_path / "former.pem").write_bytes(former.public_bytes(Encoding.PEM))
    settings.SEAL_FORMER_CERTIFICATES = tmp_path

    response = client.get("/verify/seal.pem")

    assert x509.load_pem_x509_certificates(response.content) == [load_key().certificate, former]
    assert b"PRIVATE" not in response.content
    assert response["Content-Disposition"] == 'attachment; filename="seal.pem"'
    assert client.get("/verify/how/").content.decode().count("SHA-256 <code>") == 2


def test_it_gives_the_format_of_the_evidence(db: None, client: Client) -> None:
    response = client.get("/verify/evidence.md")
    assert response.getvalue().decode().startswith("# The evidence")
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_the_register_gives_the_digest_of_the_file(sealed_share: SealedShare, client: Client) -> None:
    text = client.get(f"/register/{sealed_share.share.reference}/").content.decode()
    assert hashlib.sha256(sealed_share.pdf).hexdigest() in text
    assert SealedFile.objects.count() == 1
    assert seal_owed() == 0


@pytest.mark.parametrize("typed", ["DS-0000-0000", "ds-7k1m-2q9p"])
def test_a_reference_with_other_signs_is_said_not_to_exist(client: Client, typed: str) -> None:
    page = client.get("/verify/", {"reference": typed}).content.decode()

    assert "There is no agreement with this reference. References do not contain 0, 1, I, L, O or U" in page
    assert "in the correct format" not in page


@pytest.mark.parametrize(
    "typed", ["DS-7K4M-2Q9P\u200b", "\ufeffDS-7K4M-2Q9P", "DS\u20117K4M\u20132Q9P", "ds\u00a07k4m\u00ad2q9p\u2060"]
)
def test_pasted_reference_is_read_as_it_looks(db: None, client: Client, typed: str) -> None:
    page = client.get("/verify/", {"reference": typed}).content.decode()

    assert "in the correct format" not in page
    assert "DS-7K4M-2Q9P" in page
