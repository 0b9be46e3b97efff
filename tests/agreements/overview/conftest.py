"""A sent request with all its members, for tests that need no other."""

import pytest

from agreements.models import DataShare
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.submitted(cast, asset)
