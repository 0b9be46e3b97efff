"""The rights of the application's database role: all it needs, but never to rewrite evidence."""

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections
from django.db.models import Model
from pgtrigger import Before, Delete, Statement, Trigger, Truncate, Update

_REFUSE = "RAISE EXCEPTION 'rows of % may be added and read, never changed or removed', TG_TABLE_NAME;"
APPEND_ONLY = [
    Trigger(name="append_only", when=Before, operation=Update | Delete, func=_REFUSE),
    Trigger(name="never_emptied", when=Before, operation=Truncate, level=Statement, func=_REFUSE),
]
# Functions of the owner that the application role may call: each erases one person's data after a recorded erasure.
DOORS = ("public.erase_details(bigint)", "public.erase_help(bigint)")


def append_only_but(allowed: str) -> list[Trigger]:
    """Return triggers that allow exactly one kind of update, given as a condition on OLD and NEW."""
    func = f"IF TG_OP = 'UPDATE' AND ({allowed}) THEN RETURN NEW; END IF; {_REFUSE}"
    return [Trigger(name="append_only", when=Before, operation=Update | Delete, func=func), APPEND_ONLY[1]]


class AppendOnly:
    """Mixin for models whose rows may be added and read, never changed or removed."""


def append_only_tables() -> list[str]:
    """Return the names of the tables that the application role may only read and add to."""
    models: list[type[Model]] = apps.get_models()
    return sorted(model._meta.db_table for model in models if issubclass(model, AppendOnly))  # noqa: SLF001


def grant_application_role(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Grant the application role its rights after each migration (promises.md: two database roles)."""
    connection = connections[using]
    role = connection.ops.quote_name(settings.DATABASE_APPLICATION_ROLE)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)",
            [settings.DATABASE_APPLICATION_ROLE],
        )
        current, exists = cursor.fetchone()
        if not exists or current == settings.DATABASE_APPLICATION_ROLE:
            return
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        for table in append_only_tables():
            cursor.execute(f"REVOKE UPDATE, DELETE ON {connection.ops.quote_name(table)} FROM {role}")
        _open_doors(cursor, role)


def _open_doors(cursor: Any, role: str) -> None:
    for door in DOORS:
        cursor.execute("SELECT to_regprocedure(%s) IS NOT NULL", [door])
        if cursor.fetchone()[0]:
            cursor.execute(f"REVOKE ALL ON FUNCTION {door} FROM PUBLIC")
            cursor.execute(f"GRANT EXECUTE ON FUNCTION {door} TO {role}")
