"""One rendering and one key for all tests that only read them."""

import os
from pathlib import Path

import pytest

from agreements.evidence.frozen import Frozen
from agreements.evidence.pdf import render_agreement
from agreements.evidence.seal import seal
from agreements.evidence.seal_keys import SealKey, make_local_key, read_key
from tests.agreements.evidence import specimens


@pytest.fixture(scope="session")
def frozen() -> Frozen:
    return specimens.frozen()


@pytest.fixture(scope="session")
def unsealed(frozen: Frozen) -> bytes:
    return render_agreement(
        frozen,
        signatures=specimens.signatures(frozen.digest),
        head=specimens.head(),
        in_force_at=specimens.SIGNED_AT,
        service_url="https://datashare.example",
    )


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> SealKey:
    return new_key(tmp_path_factory.mktemp("seal"))


@pytest.fixture(scope="session")
def sealed(unsealed: bytes, key: SealKey) -> bytes:
    return seal(unsealed, key=key, reference="DS-7K4M-2Q9P/1").content


def new_key(folder: Path) -> SealKey:
    path = folder / f"{os.urandom(4).hex()}.p12"
    make_local_key(path)
    return read_key(path)
