"""The owner of the database changes who may join later, or without whom words came into force: each is found."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from agreements.models import DataShare
from agreements.register.publish import publish_owed
from agreements.signing import joining_later, sealing
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.signing import three
from tests.agreements.signing.signatures import signed
from tests.agreements.signing.tampering import PLACE, faults, tamper
from tests.cast import Cast
from tests.plugins.database import become, owner_role
from tests.support.once import Built, built_once

pytestmark = pytest.mark.django_db


def in_force_without_one(cast: Cast, asset: DataAsset) -> DataShare:
    share = three.frozen(cast, asset)
    late = share.parties.get(organisation=cast.stranger.memberships.get().organisation)
    joining_later.move(share=share, party=late, reason="It is late.", by=cast.acquirer)
    signed(share, cast.acquirer_signatory, cast.supplier_signatory)
    publish_owed()
    assert sealing.seal_owed() == 1
    return stages.fresh(share)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Built]:
    """Yield a share in force without one party, as the role that owns the tables and may disable triggers."""
    application = str(connection.settings_dict["USER"])
    with django_db_blocker.unblock():
        become(owner_role())
    try:
        with built_once(django_db_blocker, in_force_without_one) as made:
            yield made
    finally:
        with django_db_blocker.unblock():
            become(application)


TOUCHED = {
    "DELETE FROM @joinslater": "is not among those that may join later, as the history records",
    "UPDATE @joinslater SET at = at + interval '1 second'": "by another person or at another time",
    "UPDATE @joinslater SET by_id = NULL": "by another person or at another time",
    "UPDATE @joinslater SET party_id = (SELECT min(id) FROM @party)": "the history does not record that party",
    "DELETE FROM @signature WHERE name = 'Victor Stone'": "not signed by everyone who had to sign",
    "UPDATE @registerentry SET joins_later = '{}'": "its entry in the register is not the one",
}


@pytest.mark.parametrize(("statement", "finding"), TOUCHED.items())
def test_it_is_found(statement: str, finding: str, share: DataShare) -> None:
    assert faults() == []
    tamper(statement)

    found = faults()
    assert any(finding in line for line in found), found
    assert all(PLACE.match(line) for line in found)
