"""The check `check --deploy` refuses an unusable seal or file store, and names what it checked."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.checks import CheckMessage

from datashare import deployed_settings, deployment
from datashare.environment import Environment
from script.local.checks import CHECKS, DeploymentCheck
from tests.project import seals

ROOT = Path(__file__).resolve().parents[2]


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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("SUPPORT_EMAIL", value) for value in ("not an address", "help@", "a@b.gov.uk, c@d.gov.uk")),
        *(("DATA_PROTECTION_EMAIL", value) for value in ("our officer", "dpo@")),
        *(("DEFAULT_FROM_EMAIL", value) for value in ("Bad <@>", "", "Name <no-reply>", "no address")),
        *(("SEAL_TIMESTAMP_URL", value) for value in ("zzz", "ftp://time.example", "https://", "http://[")),
        *(("SEAL_FORMER_CERTIFICATES", value) for value in ("/etc/passwd", Path("/etc/hostname"))),
        *(("BRAND", value) for value in ("../../x", "GOVUK", "")),
        *(("ALLOWED_HOSTS", value) for value in (["*"], ["share.gov.uk", "*"])),
        *(
            ("SERVICE_URL", f"https://share.gov.uk{more}")
            for more in ("/share", "?a=b", "#top", "/share?a=b", ":port", "/")
        ),
        ("SERVICE_URL", "https://me:secret@share.gov.uk"),
    ],
)
def test_deploy_check_refuses_a_value_that_cannot_be_right(name: str, value: Any, settings: Any) -> None:
    setattr(settings, name, value)
    [problem] = deployed_settings.settings_can_be_right(None)
    assert problem.msg.startswith(name)
    assert problem.hint is not None
    assert problem.hint.startswith(f"Set {name} to ")


@pytest.mark.parametrize("host", ["", None])
def test_deploy_check_refuses_mail_without_a_server(host: str | None, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", host
    [problem] = deployed_settings.settings_can_be_right(None)
    assert problem.msg == "EMAIL_URL does not name a mail server."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SUPPORT_EMAIL", "help@share.gov.uk"), ("DEFAULT_FROM_EMAIL", "no-reply@share.gov.uk"), ("BRAND", "govuk"),
        ("DEFAULT_FROM_EMAIL", "Design a data share <no-reply@share.gov.uk>"), ("ALLOWED_HOSTS", ["share.gov.uk"]),
        ("DATA_PROTECTION_EMAIL", "dpo@share.gov.uk"), ("SEAL_TIMESTAMP_URL", "http://time.example:8080/tsa"),
        ("SERVICE_URL", "https://share.gov.uk:8443"),
    ],
)  # fmt: skip
def test_deploy_check_takes_a_value_that_can_be_right(name: str, value: Any, settings: Any) -> None:
    setattr(settings, name, value)
    assert deployed_settings.settings_can_be_right(None) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OIDC_PROVIDERS", "x"),
        ("OIDC_PROVIDERS", '[{"provider_id": "a", "name": "A", "client_id": "b", "settings": 1}]'),
        ("CONN_MAX_AGE", "abc"), ("CONN_MAX_AGE", "1.5"), ("LOG_LEVEL", "zzz"), ("FILE_STORAGE_OPTIONS", "{"),
        ("EMAIL_URL", "pigeon://loft"), ("DATABASE_URL", "postgres://x@localhost:port/x"), ("DATASHARE_ENV", "zzz"),
    ],
)  # fmt: skip
def test_command_names_a_variable_that_cannot_be_read(name: str, value: str) -> None:
    environment = {**os.environ, "DATASHARE_ENV": "test", name: value}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert name in done.stderr


@pytest.mark.parametrize("level", ["debug", "WARNING"])
def test_level_of_the_log_is_taken_in_any_case(level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", level)
    assert Environment().log_level("LOG_LEVEL") == level.upper()


def test_deploy_check_makes_no_folder_for_the_store(settings: Any, tmp_path: Path) -> None:
    store(settings, "django.core.files.storage.FileSystemStorage", location=str(tmp_path / "a" / "b"))
    assert deployment.files_can_be_kept(None) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("to", ["nothing", "itself", "nothing/below"])
def test_deploy_check_with_a_store_that_is_a_broken_link_fails(to: str, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "itself").symlink_to(tmp_path / to)
    for at in ("itself", "itself/files"):
        store(settings, "django.core.files.storage.FileSystemStorage", location=str(tmp_path / at))
        assert ids(deployment.files_can_be_kept(None)) == ["datashare.E004"]


@pytest.mark.parametrize("at", ["file", "file/files", "folder"])
def test_deploy_check_with_a_store_not_writable_fails(at: str, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "probe").write_text("")
    store(settings, "django.core.files.storage.FileSystemStorage", location=str(tmp_path / at))
    assert ids(deployment.files_can_be_kept(None)) == ["datashare.E004"]


def test_the_project_checks_its_deployment_with_a_real_key() -> None:
    assert [type(check) for check in CHECKS if check.name == "Deployment"] == [DeploymentCheck]
