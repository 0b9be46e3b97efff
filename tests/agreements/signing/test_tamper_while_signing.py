"""The owner of the database changes one column after another before the last signature: none is sealed."""

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
    RequiredSignature,
    SealedFile,
    SealJob,
    Signature,
)
from agreements.signing import actions as signing
from agreements.signing import sealing
from tests.agreements import stages
from tests.agreements.signing.signatures import newest, signed
from tests.agreements.signing.tampering import FREE, PLACE, at_rest, change, columns, faults, undone
from tests.plugins.database import become, owner_role
from tests.support.once import Built, built_once

pytestmark = pytest.mark.django_db
TABLES = (DataShare, Event, EventDetails, Agreement, FrozenWords, RequiredSignature, Signature)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Built]:
    """Yield a share signed by the first of two, as the role that owns the tables."""
    application = str(connection.settings_dict["USER"])
    with django_db_blocker.unblock():
        become(owner_role())
    try:
        with built_once(django_db_blocker, stages.signing) as made:
            signed(made.share, made.cast.acquirer_signatory)
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


SIGNED = ("name", "office", "organisation", "at", "statement", "method", "digest", "user_id")


@pytest.mark.parametrize(("model", "column", "value"), [row for row in columns((Signature,), FREE) if row[1] in SIGNED])
def test_a_changed_signature_is_never_sealed(model: type[models.Model], column: str, value: str, built: Built) -> None:
    """The last signature counts; a seal would make the change look genuine."""
    if value == "'infinity'":
        value = "at - interval '1 year'"
    change(model, column, value)
    agreement = newest(built.share)
    by = built.cast.supplier_signatory
    signing.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=by)

    assert sealing.seal(agreement.pk) is False

    job = SealJob.objects.get(pk=agreement.pk)
    assert "is not as it was recorded" in job.last_error
    assert not SealedFile.objects.exists()
    number = agreement.signatures.order_by("pk")[0].pk
    name = {"organisation": "party", "user_id": "user"}.get(column, column)
    assert any(f"agreement 1: signature {number}: its {name} is not what event" in line for line in faults())


def test_two_signatures_that_changed_places_show(built: Built) -> None:
    signed(built.share, built.cast.supplier_signatory)
    assert faults() == []
    first, second = Signature.objects.order_by("pk")
    names = ("name", "office", "organisation", "statement", "user", "at")
    mine, theirs = ({name: getattr(row, name) for name in names} for row in (first, second))
    at_rest()
    Signature.objects.filter(pk=first.pk).update(**theirs)
    Signature.objects.filter(pk=second.pk).update(**mine)
    assert any(f"signature {first.pk}: its party is not the one that the words name" in line for line in faults())


def test_two_signatures_whose_parties_changed_places_show(built: Built) -> None:
    signed(built.share, built.cast.supplier_signatory)
    first, second = Signature.objects.order_by("pk")
    at_rest()
    for row, party in ((first, -1), (second, first.party_id), (first, second.party_id)):
        Signature.objects.filter(pk=row.pk).update(party=party)
    found = faults()
    for row in (first, second):
        assert any(f"signature {row.pk}: its party is not the one that the words name" in line for line in found)
