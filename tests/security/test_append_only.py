"""Evidence is only added and read: the application role may not change it, and triggers stop the owner's mistakes."""

from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from pytest_django.plugin import DjangoDbBlocker

from agreements.models import Event, EventDetails, SealedFile, Signature
from datashare.lib.append_only import AppendOnly, append_only_tables
from tests.agreements.sealed import in_force_and_sealed
from tests.plugins.database import become, owner_role
from tests.support.once import Built, built_once

pytestmark = pytest.mark.django_db
MODELS: list[type[Model]] = [model for model in apps.get_models() if issubclass(model, AppendOnly)]
EVIDENCE = {"Event", "EventDetails", "FrozenWords", "RequiredSignature", "Signature", "SealedFile"}
DONE: list[Callable[[type[Model]], str]] = [
    lambda model: f"UPDATE {table(model)} SET {column(model)} = {column(model)}",  # noqa: S608
    lambda model: f"DELETE FROM {table(model)}",  # noqa: S608
    lambda model: f"TRUNCATE {table(model)} CASCADE",
]


def table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def column(model: type[Model]) -> str:
    return connection.ops.quote_name(str(model._meta.concrete_fields[-1].column))


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Built]:
    """Yield a share with at least one row in each table, as the owner, so that only the triggers refuse."""
    application = str(connection.settings_dict["USER"])
    with django_db_blocker.unblock():
        become(owner_role())
    try:
        with built_once(django_db_blocker, in_force_and_sealed) as made:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            yield made
    finally:
        with django_db_blocker.unblock():
            become(application)


def test_the_evidence_is_what_it_should_be() -> None:
    assert {model.__name__ for model in MODELS} >= EVIDENCE
    assert append_only_tables() == sorted(model._meta.db_table for model in MODELS)


@pytest.mark.parametrize("model", MODELS)
def test_each_model_of_evidence_declares_its_triggers(model: type[Model]) -> None:
    declared = {trigger.name for trigger in getattr(model._meta, "triggers", [])}

    assert declared >= {"append_only", "never_emptied"}, "Give the model triggers = APPEND_ONLY."


@pytest.mark.parametrize("model", [model for model in MODELS if model.__name__ in EVIDENCE])
@pytest.mark.parametrize("done", DONE, ids=["update", "delete", "truncate"])
def test_the_owner_is_stopped_by_triggers(done: Callable[[type[Model]], str], model: type[Model], built: Built) -> None:
    before = model._default_manager.count()
    assert before

    with (
        pytest.raises(DatabaseError, match="may be added and read, never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(done(model))

    assert model._default_manager.count() == before


@pytest.mark.parametrize(
    "done",
    [
        lambda: Event.objects.latest("pk").save(),
        lambda: EventDetails.objects.all().delete(),
        lambda: Event.objects.update(subject="another"),
        lambda: Signature.objects.all().delete(),
        lambda: SealedFile.objects.update(sha256="0" * 64),
    ],
)
def test_the_orm_is_stopped_as_anyone_else(done: Callable[[], object], built: Built) -> None:
    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        done()


def test_nothing_is_served_as_the_owner(built: Built) -> None:
    with pytest.raises(SystemCheckError, match="owns the tables, so it could rewrite evidence"):
        call_command("check")
