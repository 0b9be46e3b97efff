"""A sealed agreement, made by the real actions and the real renderer."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from django.core.files.storage import default_storage
from django.db import connections

from agreements.models import Agreement, DataShare, SealedFile
from agreements.signing.sealing import seal_owed
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.sealed import in_force_and_sealed
from tests.cast import Cast


@dataclass(frozen=True)
class SealedShare:
    share: DataShare
    agreement: Agreement
    file: SealedFile
    pdf: bytes


@pytest.fixture
def sealed_share(cast: Cast, asset: DataAsset) -> SealedShare:
    return with_file(in_force_and_sealed(cast, asset))


@pytest.fixture
def sealed_beside(transactional_db: None, cast: Cast, asset: DataAsset) -> SealedShare:
    """Return a share sealed in a thread of its own, since Playwright's event loop runs in the test's."""
    share = stages.in_force(cast, asset)
    with ThreadPoolExecutor(1) as beside:
        assert beside.submit(seal_owed).result() == 1
        beside.submit(connections.close_all).result()
    return with_file(share)


def with_file(share: DataShare) -> SealedShare:
    file = SealedFile.objects.select_related("agreement__words").get()
    with default_storage.open(file.name) as stored:
        return SealedShare(share, file.agreement, file, stored.read())
