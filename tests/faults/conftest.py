"""A data share committed to the database, so that other processes and threads see it too."""

import pytest

from agreements.models import Agreement, DataShare
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast
from tests.project.conftest import empty_place

__all__ = ["empty_place"]


@pytest.fixture
def share(transactional_db: None, cast: Cast, asset: DataAsset) -> DataShare:
    """Return a frozen share without signatures."""
    return stages.signing(cast, asset)


@pytest.fixture
def agreement(share: DataShare) -> Agreement:
    return share.agreements.select_related("words", "share").get()
