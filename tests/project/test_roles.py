"""The application role may add to evidence and never rewrite it; triggers stop the owner's mistakes."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from datashare.lib.append_only import append_only_tables
from tests.plugins.database import owner_role
from tests.support.seeds import as_owner

REFUSALS = [
    "UPDATE {0} SET {1} = {1}",
    "DELETE FROM {0}",
    "TRUNCATE {0} CASCADE",
    "ALTER TABLE {0} DISABLE TRIGGER ALL",
    "DROP TABLE {0}",
]


def first_column(table: str) -> str:
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    return connection.ops.quote_name(str(model._meta.concrete_fields[-1].column))


@pytest.mark.django_db
@pytest.mark.parametrize("refused", REFUSALS)
def test_the_application_role_never_rewrites_evidence(refused: str) -> None:
    assert append_only_tables()
    for table in append_only_tables():
        statement = refused.format(connection.ops.quote_name(table), first_column(table))
        with (
            pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.django_db
def test_the_application_role_may_read_and_write_everything_else() -> None:
    kept = set(append_only_tables())
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            cursor.execute(
                "SELECT current_user, array_agg(has_table_privilege(%s, one) ORDER BY number) "
                "FROM unnest(%s::text[]) WITH ORDINALITY AS asked (one, number)",
                [table, ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"]],
            )
            role, rights = cursor.fetchone()
            assert role != owner_role()
            assert rights == [True, True, table not in kept, table not in kept, False], table


@pytest.mark.django_db
def test_every_append_only_table_has_triggers_for_update_delete_and_truncate() -> None:
    """The second layer, for the owner's connections."""
    asked = """
        SELECT bit_or(tgtype::int) FROM pg_trigger
        WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O'
    """
    delete, update, truncate = 8, 16, 32
    with connection.cursor() as cursor:
        for table in append_only_tables():
            cursor.execute(asked, [f"public.{connection.ops.quote_name(table)}"])
            held = cursor.fetchone()[0] or 0
            assert held & (delete | update | truncate) == delete | update | truncate, f"{table} lacks a trigger"


@pytest.mark.django_db(transaction=True)
def test_the_tests_themselves_run_as_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("datashare_app",)
    with as_owner() as owner:
        assert owner.execute("SELECT current_user").fetchone() == (owner_role(),)
