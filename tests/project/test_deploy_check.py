"""The check `check --deploy` refuses an unusable seal or file store, and names what it checked."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.checks import CheckMessage

from datashare import deployment
from script.local.checks import CHECKS, DeploymentCheck
from tests.project import seals


@pytest.fixture
def key_file(settings: Any, tmp_path: Path) -> Path:
    settings.SEAL_KEY_FILE = tmp_path / "seal.p12"
    settings.SEAL_KEY_PASSPHRASE = seals.PASSPHRASE
    settings.SEAL_FORMER_CERTIFICATES = tmp_path / "former"
    return Path(settings.SEAL_KEY_FILE)


def ids(messages: Sequence[CheckMessage]) -> list[str | None]:
    return [message.id for message in messages]


def store(settings: Any, backend: str, **options: Any) -> None:
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": backend, "OPTIONS": options}}


@pytest.mark.parametrize(("put", "says"), seals.UNUSABLE.values(), ids=seals.UNUSABLE)
def test_deploy_check_with_an_unusable_key_fails(put: Any, says: str, key_file: Path) -> None:
    put(key_file)
    found = deployment.seal_can_be_used(None)
    assert ids(found) == ["datashare.E002"]
    assert says in found[0].msg


def test_deploy_check_with_a_usable_key_passes(key_file: Path) -> None:
    seals.good(key_file)
    assert deployment.seal_can_be_used(None) == []


def test_deploy_check_names_the_file_of_a_lost_key(key_file: Path) -> None:
    assert str(key_file) in deployment.seal_can_be_used(None)[0].msg


def test_deploy_check_names_each_unreadable_former_certificate(key_file: Path, settings: Any) -> None:
    settings.SEAL_FORMER_CERTIFICATES.mkdir()
    one = seals.certificate(seals.new_key()).public_bytes(Encoding.PEM)
    (settings.SEAL_FORMER_CERTIFICATES / "2023.pem").write_bytes(one)
    assert deployment.former_seals_are_known(None) == []
    (settings.SEAL_FORMER_CERTIFICATES / "2024.pem").write_bytes(b"garbage")
    found = deployment.former_seals_are_known(None)
    assert ids(found) == ["datashare.E003"]
    assert "2024.pem" in found[0].msg


def test_deploy_check_makes_no_folder_for_the_store(settings: Any, tmp_path: Path) -> None:
    store(settings, "django.core.files.storage.FileSystemStorage", location=str(tmp_path / "a" / "b"))
    assert deployment.files_can_be_kept(None) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("at", ["file", "file/files", "folder"])
def test_deploy_check_with_a_store_not_writable_fails(at: str, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "probe").write_text("")
    store(settings, "django.core.files.storage.FileSystemStorage", location=str(tmp_path / at))
    assert ids(deployment.files_can_be_kept(None)) == ["datashare.E004"]


def test_the_project_checks_its_deployment_with_a_real_key() -> None:
    assert [type(check) for check in CHECKS if check.name == "Deployment"] == [DeploymentCheck]
