"""A data share in negotiation, and one clause of it without a gap."""

import copy
from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from agreements.models import Clause, DataShare
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.negotiating.clauses import whole_clauses
from tests.cast import Cast
from tests.support.once import Built, built_once


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Built]:
    """Yield a share with drafted clauses, none agreed."""
    with built_once(django_db_blocker, stages.negotiating) as made:
        yield made


@pytest.fixture
def cast(built: Built) -> Cast:
    """Return people of its own: signing in changes them, and a set-up is put back only for the same."""
    return copy.deepcopy(built.cast)


@pytest.fixture
def asset(built: Built) -> DataAsset:
    return built.asset


@pytest.fixture
def share(built: Built) -> DataShare:
    return stages.fresh(built.share)


@pytest.fixture
def clause(share: DataShare) -> Clause:
    """Return the first clause of the memorandum without a gap."""
    return whole_clauses(share)[0]
