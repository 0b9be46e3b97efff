"""A sealed agreement in force. The real renderer and seal are run once: rows and file are put back for later tests."""

from dataclasses import dataclass

from django.core.files.storage import default_storage

from agreements.models import DataShare, SealedFile
from agreements.signing.sealing import seal_owed
from catalogue.models import DataAsset
from datashare.lib.files import keep
from tests.agreements import stages
from tests.cast import Cast
from tests.support.remembered import remembered


@dataclass(frozen=True)
class Sealed:
    share: DataShare
    name: str
    pdf: bytes


def in_force_and_sealed(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a share in force, signed by both sides and sealed, its file in the store."""
    made = _sealed(cast, asset)
    if not default_storage.exists(made.name):
        keep(made.name, made.pdf)
    return made.share


@remembered
def _sealed(cast: Cast, asset: DataAsset) -> Sealed:
    share = stages.in_force(cast, asset)
    assert seal_owed() == 1
    file = SealedFile.objects.get(agreement__share=share)
    with default_storage.open(file.name) as stored:
        return Sealed(stages.fresh(share), file.name, stored.read())
