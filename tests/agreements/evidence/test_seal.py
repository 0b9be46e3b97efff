"""The seal: one certification over the whole file, made with a well kept key."""

import io
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.general import SigningError

from agreements.evidence.seal import seal
from agreements.evidence.seal_keys import (
    SealKey,
    SealKeyMissing,
    certificate_pem,
    load_key,
    make_local_key,
    read_key,
    seal_key_problem,
    trusted_certificates,
)
from tests.agreements.evidence.conftest import new_key


@pytest.fixture
def key_file(tmp_path: Path, settings: Any) -> Path:
    settings.SEAL_KEY_FILE = tmp_path / "seal" / "seal.p12"
    settings.SEAL_KEY_PASSPHRASE = ""
    settings.SEAL_FORMER_CERTIFICATES = tmp_path / "former"
    settings.PRODUCTION = False
    return Path(settings.SEAL_KEY_FILE)


def test_it_certifies_the_file_and_permits_no_change(sealed: bytes) -> None:
    (signature,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    assert signature.docmdp_level == MDPPerm.NO_CHANGES
    assert str(signature.sig_object["/SubFilter"]) == "/ETSI.CAdES.detached"
    assert signature.field_name == "Seal"
    start, length, resumes, rest = (int(part) for part in signature.byte_range)
    assert (start, resumes + rest) == (0, len(sealed))
    assert sealed[length : length + 1] == b"<"


def test_it_adds_to_the_printed_file_and_changes_nothing_in_it(sealed: bytes, unsealed: bytes) -> None:
    assert sealed.startswith(unsealed)


def test_it_fills_the_tagged_field(sealed: bytes) -> None:
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert "/V" in field
        assert "/StructParent" in field
        assert [int(part) for part in field.Rect] == [0, 0, 0, 0]
        with pdf.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "3"
            assert metadata["pdfuaid:part"] == "1"


def test_it_seals_only_what_was_printed_for_it(key: SealKey) -> None:
    blank = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(blank)
    with pytest.raises(SigningError, match="form"):
        seal(blank.getvalue(), key=key, reference="DS-7K4M-2Q9P/1")


def test_it_makes_a_local_key_once(key_file: Path) -> None:
    first, again = load_key(), load_key()
    assert first.fingerprint == again.fingerprint
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert [path.name for path in key_file.parent.iterdir()] == ["seal.p12"]
    assert certificate_pem(first).startswith("-----BEGIN CERTIFICATE-----")


def test_it_makes_one_key_where_several_processes_want_it(key_file: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_key().fingerprint, range(8)))
    assert len(keys) == 1
    assert len(list(key_file.parent.iterdir())) == 1


def test_it_makes_no_key_in_production(key_file: Path, settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(SealKeyMissing, match="cannot be read"):
        load_key()
    assert "cannot be read" in (seal_key_problem() or "")
    assert not key_file.exists()


def test_it_says_what_is_wrong_with_a_key(key_file: Path, settings: Any) -> None:
    assert seal_key_problem() is None
    settings.SEAL_KEY_PASSPHRASE = "wrong"
    assert "cannot be opened" in (seal_key_problem() or "")
    settings.SEAL_KEY_PASSPHRASE = ""
    key_file.write_bytes(b"not a key")
    assert "cannot be opened" in (seal_key_problem() or "")


def test_it_opens_a_key_with_its_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "seal.p12"
    make_local_key(path, passphrase="correct horse")
    assert read_key(path, passphrase="correct horse").fingerprint
    with pytest.raises(SealKeyMissing):
        read_key(path, passphrase="battery staple")


def test_it_says_when_the_certificate_has_ended(key_file: Path) -> None:
    load_key()
    with time_machine.travel("2050-01-01", tick=False):
        assert "ended on" in (seal_key_problem() or "")


def test_it_trusts_former_certificates(key_file: Path, settings: Any, tmp_path: Path) -> None:
    former = new_key(tmp_path)
    folder = Path(settings.SEAL_FORMER_CERTIFICATES)
    folder.mkdir()
    (folder / "2024.pem").write_bytes(former.certificate.public_bytes(Encoding.PEM))
    trusted: list[x509.Certificate] = trusted_certificates()
    assert trusted == [load_key().certificate, former.certificate]
