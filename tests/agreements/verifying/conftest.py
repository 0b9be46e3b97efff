"""A sealed agreement, made by the real actions and the real renderer."""

from dataclasses import dataclass

import pytest
from django.core.files.storage import default_storage

from agreements.actions.sealing import seal_owed
from agreements.models import Agreement, DataShare, SealedFile
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast


@dataclass(frozen=True)
class SealedShare:
    share: DataShare
    agreement: Agreement
    file: SealedFile
    pdf: bytes


@pytest.fixture
def sealed_share(cast: Cast, asset: DataAsset) -> SealedShare:
    share = stages.in_force(cast, asset)
    assert seal_owed() == 1
    file = SealedFile.objects.select_related("agreement__words").get()
    with default_storage.open(file.name) as stored:
        return SealedShare(share, file.agreement, file, stored.read())
