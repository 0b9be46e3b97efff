"""The owner of the database changes one column after another after the seal: each is found, with its place."""

from collections.abc import Iterator

import pytest
from django.db import connection, models
from pytest_django.plugin import DjangoDbBlocker

from agreements.models import (
    Agreement,
    DataShare,
    Event,
    EventDetails,
    FrozenWords,
    RegisterEntry,
    RequiredSignature,
    SealedFile,
    Signature,
)
from tests.agreements.sealed import in_force_and_sealed
from tests.agreements.signing.tampering import FREE, PLACE, change, columns, faults, undone
from tests.plugins.database import become, owner_role
from tests.support.once import Built, built_once

pytestmark = pytest.mark.django_db
TABLES = (
    DataShare,
    Event,
    EventDetails,
    Agreement,
    FrozenWords,
    RequiredSignature,
    Signature,
    SealedFile,
    RegisterEntry,
)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Built]:
    """Yield a share in force, listed and sealed, as the role that owns the tables."""
    application = str(connection.settings_dict["USER"])
    with django_db_blocker.unblock():
        become(owner_role())
    try:
        with built_once(django_db_blocker, in_force_and_sealed) as made:
            yield made
    finally:
        with django_db_blocker.unblock():
            become(application)


def test_nothing_shows_where_nothing_was_done(built: Built) -> None:
    assert faults() == []


@pytest.mark.parametrize(("model", "column", "value"), columns(TABLES, FREE))
def test_each_changed_column_shows(model: type[models.Model], column: str, value: str, built: Built) -> None:
    with undone():
        change(model, column, value)
        found = faults()

    assert found
    assert all(PLACE.match(line) for line in found), found
