"""What verify_evidence cannot read is a finding with its place, and all else is still checked."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.storage import default_storage
from pytest_django import Settings
from structlog.testing import capture_logs

from agreements.evidence.seal_keys import load_key, make_local_key
from agreements.models import DataShare, SealedFile
from agreements.verifying import nightly
from agreements.verifying.audit import verify_everything
from tests.agreements.sealed import in_force_and_sealed
from tests.agreements.signing.tampering import checked, faults
from tests.support.once import Built

pytestmark = pytest.mark.django_db
STAGE = in_force_and_sealed


@pytest.fixture
def sealed(share: DataShare) -> SealedFile:
    return share.agreements.get().sealed


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    settings.SEAL_FORMER_CERTIFICATES = tmp_path / "former"
    return tmp_path


def gone(path: Path) -> None:
    path.unlink(missing_ok=True)


def garbage(path: Path) -> None:
    path.write_bytes(b"garbage")


def a_folder(path: Path) -> None:
    gone(path)
    path.mkdir()


@pytest.mark.parametrize("damage", [gone, garbage, a_folder])
def test_a_key_that_is_gone_or_garbage(
    damage: Callable[[Path], None], sealed: SealedFile, settings: Settings, folder: Path
) -> None:
    fingerprint = load_key().fingerprint
    settings.SEAL_KEY_FILE = folder / "seal.p12"
    damage(settings.SEAL_KEY_FILE)

    printed, found = checked()

    assert f"FAULT The seal's key file {settings.SEAL_KEY_FILE} cannot be" in found
    assert f"sealed with a key that is unknown here, certificate {fingerprint}" in found
    assert found.splitlines()[-1] == "2 faults found"
    assert "Checked 1 sealed files" in printed
    assert damage is not gone or not settings.SEAL_KEY_FILE.exists()


def test_a_passphrase_that_is_wrong(sealed: SealedFile, settings: Settings, folder: Path) -> None:
    settings.SEAL_KEY_FILE = folder / "seal.p12"
    make_local_key(settings.SEAL_KEY_FILE, passphrase="right")
    settings.SEAL_KEY_PASSPHRASE = "wrong"
    assert any("cannot be opened" in line for line in faults())


@pytest.mark.parametrize(
    "content", [b"", b"garbage", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_former_certificate_that_is_garbage(content: bytes, sealed: SealedFile, settings: Settings) -> None:
    former = Path(settings.SEAL_FORMER_CERTIFICATES)
    former.mkdir()
    (former / "2024.pem").write_bytes(content)
    (former / "2023.pem").write_bytes(load_key().certificate.public_bytes(Encoding.PEM))
    (line,) = faults()
    assert line.startswith(f"FAULT The former certificate {former / '2024.pem'} cannot be read")


def test_a_lost_former_certificate(sealed: SealedFile, settings: Settings, folder: Path) -> None:
    fingerprint = load_key().fingerprint
    make_local_key(folder / "new.p12")
    settings.SEAL_KEY_FILE = folder / "new.p12"
    (line,) = faults()
    assert line.endswith(f"the sealed file: sealed with a key that is unknown here, certificate {fingerprint}")
    assert sealed.agreement.share.reference in line


def test_a_file_store_that_is_gone(sealed: SealedFile, settings: Settings, folder: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(folder / "nowhere")},
        }
    }
    (line,) = faults()
    assert line.endswith("the sealed file is missing")


def test_a_file_store_that_answers_nothing(sealed: SealedFile, settings: Settings) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "tests.agreements.signing.test_verify_what_cannot_be_read.Refusing"}
    }
    listed, read = sorted(faults())
    assert "the sealed file cannot be read: ConnectionError: the store is down" in listed + read
    assert "file store: the folder sealed cannot be listed: ConnectionError: the store is down" in listed + read


class Refusing:
    """A store that cannot be reached."""

    def __getattr__(self, name: str) -> Any:
        def refuse(*_: Any, **__: Any) -> Any:
            raise ConnectionError("the store is down")

        return refuse


@pytest.mark.parametrize("damage", [garbage, a_folder])
def test_a_sealed_file_that_cannot_be_read(damage: Callable[[Path], None], sealed: SealedFile) -> None:
    path = Path(default_storage.path(sealed.name))
    kept = path.read_bytes()
    damage(path)
    try:
        found = faults()
    finally:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        path.write_bytes(kept)
    place = f"FAULT {sealed.agreement}: "
    assert found
    assert all(line.startswith(place) for line in found), found


def checked_at_night() -> int:
    """Run the whole nightly check, and return how many faults it logged."""
    with capture_logs() as logged:
        assert nightly.verify_next({}, seconds=600) is None
    return sum(entry["event"] == "evidence_fault" for entry in logged)


def test_the_nightly_check_counts_what_it_cannot_read(sealed: SealedFile, settings: Settings, folder: Path) -> None:
    assert checked_at_night() == 0
    settings.SEAL_KEY_FILE = folder / "seal.p12"
    garbage(settings.SEAL_KEY_FILE)
    assert checked_at_night() == 2


def test_names_of_people_are_in_no_finding(sealed: SealedFile, built: Built) -> None:
    path = Path(default_storage.path(sealed.name))
    kept = path.read_bytes()
    os.truncate(path, 5000)
    found = "\n".join(map(str, verify_everything().findings))
    path.write_bytes(kept)
    assert found
    assert not [user.full_name for user in built.cast.everyone().values() if user.full_name in found]
