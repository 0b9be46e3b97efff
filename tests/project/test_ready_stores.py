"""The check /ready opens the seal's key and uses the file store, and reports faults without naming a path."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from agreements.models import Agreement, SealedFile
from catalogue.models import DataAsset
from datashare.file_store import make_folder
from datashare.tasks import heartbeat
from tests.agreements import stages
from tests.cast import Cast
from tests.project import seals

pytestmark = pytest.mark.django_db


@pytest.fixture
def key_file(settings: Any, tmp_path: Path) -> Path:
    settings.PRODUCTION = True
    settings.SEAL_KEY_FILE = tmp_path / "here" / "seal.p12"
    settings.SEAL_KEY_FILE.parent.mkdir()
    settings.SEAL_KEY_PASSPHRASE = seals.PASSPHRASE
    return Path(settings.SEAL_KEY_FILE)


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Return the file store of this test alone."""
    options = {"location": str(tmp_path / "store" / "files")}
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": options}}
    make_folder()
    return Path(options["location"])


def check(client: Client, name: str) -> tuple[int, dict[str, Any]]:
    heartbeat()
    response = client.get("/ready")
    return response.status_code, response.json()["checks"][name]


@pytest.mark.parametrize(("put", "says"), seals.UNUSABLE.values(), ids=seals.UNUSABLE)
def test_ready_with_an_unusable_key_refuses(put: Any, says: str, client: Client, key_file: Path) -> None:
    put(key_file)
    status, key = check(client, "seal key")
    assert status == 503
    assert not key["ready"]
    assert says in key["says"]
    assert str(key_file.parent) not in key["says"]


def test_ready_with_a_usable_key_tells_its_days(client: Client, key_file: Path, folder: Path) -> None:
    seals.good(key_file, ends=400)
    status, key = check(client, "seal key")
    assert status == 200
    assert key["says"] == "The seal's key can be used. Its certificate is valid for 399 more days."
    assert not key["late"]


def test_ready_with_a_key_about_to_end_calls_a_person(client: Client, key_file: Path, folder: Path) -> None:
    seals.good(key_file, ends=20)
    status, key = check(client, "seal key")
    assert (status, key["ready"], key["late"]) == (200, True, True)


def test_ready_with_a_file_store_leaves_nothing_in_it(client: Client, folder: Path) -> None:
    status, store = check(client, "file store")
    assert status == 200, store
    assert store["says"] == "The file store stores and returns files."
    assert not [path for path in folder.rglob("*") if path.is_file()]


def no_folder(folder: Path) -> None:
    folder.rmdir()


def no_folder_above(folder: Path) -> None:
    shutil.rmtree(folder.parent)


def a_file_in_its_place(folder: Path) -> None:
    folder.rmdir()
    folder.write_text("")


def no_room_for_a_file(folder: Path) -> None:
    """Make the folder of files impossible to create; permissions would not stop root."""
    (folder / "probe").write_text("")


@pytest.mark.parametrize("spoil", [no_folder, no_folder_above, a_file_in_its_place, no_room_for_a_file])
def test_ready_with_a_lost_file_store_refuses(spoil: Any, client: Client, folder: Path) -> None:
    spoil(folder)
    status, store = check(client, "file store")
    assert status == 503
    assert not store["ready"]
    assert str(folder.parent) not in store["says"]


def sealed(agreement: Agreement, content: bytes) -> SealedFile:
    name = default_storage.save("sealed/one.pdf", ContentFile(content))
    return SealedFile.objects.create(
        agreement=agreement, name=name, sha256="0" * 64, size=len(content), chain_head="0" * 64
    )


def test_ready_with_an_empty_volume_for_a_full_one_refuses(
    client: Client, folder: Path, cast: Cast, asset: DataAsset
) -> None:
    file = sealed(stages.signing(cast, asset).agreements.get(), b"%PDF-1.7")
    assert check(client, "file store")[0] == 200
    (folder / file.name).write_bytes(b"%PDF")
    assert check(client, "file store")[1]["says"] == "The newest sealed file in the file store is damaged."
    (folder / file.name).unlink()
    status, store = check(client, "file store")
    assert status == 503
    assert store["says"] == "The newest sealed file is not in the file store."
