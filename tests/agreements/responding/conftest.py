"""A request that the supplier has received, and a way to sign in."""

from collections.abc import Callable

import pytest
from django.test import Client

from agreements.models import DataShare
from catalogue.models import DataAsset
from community.models import User
from tests.agreements import stages
from tests.cast import Cast


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a sent share without any response."""
    return stages.submitted(cast, asset)


@pytest.fixture
def browse() -> Callable[[User], Client]:
    """Return a function that opens a browser signed in as a user."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
