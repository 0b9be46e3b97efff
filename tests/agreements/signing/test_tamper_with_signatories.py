"""Replaced signatories, and the sides of the parties, are compared with the history."""

from collections.abc import Iterator

import pytest
from django.db import connection, models
from pytest_django.plugin import DjangoDbBlocker

from agreements.models import DataShare, Member, SignatoryReplacement
from agreements.signing import replacing
from tests.agreements import stages
from tests.agreements.signing.tampering import PLACE, change, columns, faults, tamper, undone
from tests.plugins.database import become, owner_role
from tests.support.once import Built, built_once

pytestmark = pytest.mark.django_db
NEW = "supplier.colleague@revenue.gov.uk"
COLUMNS = columns((SignatoryReplacement,), {(SignatoryReplacement, "id")})


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Built]:
    """Yield a share out for signature with a replaced signatory, as the role that owns the tables."""
    application = str(connection.settings_dict["USER"])
    with django_db_blocker.unblock():
        become(owner_role())
    try:
        with built_once(django_db_blocker, stages.signing) as made:
            replacing.replace_signatory(share=made.share, email=NEW, by=made.cast.supplier)
            yield made
    finally:
        with django_db_blocker.unblock():
            become(application)


@pytest.fixture
def replaced(built: Built) -> DataShare:
    assert faults() == []
    return built.share


@pytest.mark.parametrize(("model", "column", "value"), COLUMNS)
def test_changed_replacement_shows(model: type[models.Model], column: str, value: str, replaced: DataShare) -> None:
    with undone():
        change(model, column, value)
        found = faults()
    assert found
    assert all(PLACE.match(line) for line in found), found


def test_removed_replacement_shows(replaced: DataShare) -> None:
    tamper("DELETE FROM @signatoryreplacement")
    assert any("records a replaced signatory that is missing" in line for line in faults())


def test_inserted_replacement_shows(replaced: DataShare, built: Built) -> None:
    intruder = Member.objects.filter(share=replaced, user=built.cast.acquirer_colleague).get()
    row = f"max(id), {intruder.pk}, {built.cast.acquirer.pk}, now()"
    into = "INSERT INTO @signatoryreplacement (required_id, member_id, by_id, at)"
    tamper(f"{into} SELECT {row} FROM @requiredsignature")  # noqa: S608 (numbers of our own rows)
    assert any("the history does not record replacement" in line for line in faults())


def test_swapped_sides_show(replaced: DataShare) -> None:
    tamper("UPDATE @party SET side = CASE side WHEN 'acquirer' THEN 'supplier' ELSE 'acquirer' END")
    assert sum("is on another side than the words say" in line for line in faults()) == 2
