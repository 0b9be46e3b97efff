"""A request that was sent, and everyone in it, where a test needs no other."""

import pytest

from agreements.models import DataShare
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.submitted(cast, asset)
